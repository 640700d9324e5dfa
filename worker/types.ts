import type {
  Decimal,
  MarketData,
  NewToken,
  PoolData,
  TokenIdentity,
  TokenMetadata,
  TokenStatus,
  TokenUpdate,
} from '../db/tokenColumns.ts';

export const STRATEGY_NAMES = ['direct', 'buffer-all', 'hybrid'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

export const PRESET_NAMES = ['incident', 'seed', 'firehose'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Whoever issues writes: a label in metrics and a comment in SQL. */
export type Component =
  | 'NewTokenHandler'
  | 'NewPoolHandler'
  | 'MigrationHandler'
  | 'MarketDataJob'
  | 'HotScoreJob'
  | 'HolderCountJob'
  | 'EnrichTokenJob'
  | 'RedisSyncJob';

// ---- events: what a source emits ------------------------------------------------------------------------------

/** A launch. `id` is unique per announcement (the transaction's signature); a repeated id changes nothing. */
export interface NewTokenEvent {
  readonly kind: 'create';
  readonly id: string;
  readonly identity: TokenIdentity;
  readonly status: TokenStatus;
}

/** A trading pool was seen for a token. */
export interface NewPoolEvent {
  readonly kind: 'pool';
  readonly id: string;
  readonly mint: string;
  readonly pool: PoolData;
  /** ISO 8601: the row's createdAt if the mint is unknown. */
  readonly seenAt: string;
  readonly discoveredVia: string;
}

/** A token moved to another venue. */
export interface MigrationEvent {
  readonly kind: 'migration';
  readonly id: string;
  readonly mint: string;
  readonly pool: PoolData;
  readonly seenAt: string;
  readonly discoveredVia: string;
}

export type DiscoveryEvent = NewTokenEvent | NewPoolEvent | MigrationEvent;
/** A discovery event with its place in the source's order (µs, see redis/lua/draw_order.lua). */
export type OrderedEvent<E extends DiscoveryEvent = DiscoveryEvent> = E & { readonly order: number };

/** Market data of one token, as a source read it. */
export interface MarketUpdate {
  readonly mint: string;
  readonly status: TokenStatus;
  readonly market: MarketData;
  /** ISO 8601: when the source observed it. */
  readonly observedAt: string;
  readonly discoveredVia: string;
  readonly symbol: string | null;
  readonly name: string | null;
  /** Set where the poll also shows the pool: compared with the row, a change becomes a pool event. */
  readonly pool?: PoolData;
}

// ---- sources ----------------------------------------------------------------------------------------------------

/** Frames that carry no event: counted under their kind. */
export type QuietKind = 'control' | 'trade';

/** Where a source puts what it has. Every call resolves once the events are accepted: that is its backpressure. */
export interface SourceSink {
  acceptEvents(events: readonly DiscoveryEvent[]): Promise<void>;
  /** Market data in the source's order. Tokens not seen before are created first. */
  acceptMarket(updates: readonly MarketUpdate[]): Promise<void>;
  countQuiet(kind: QuietKind): void;
  /** An unusable frame: counted by reason, sampled into the log. */
  countRejected(reason: string, sample: string): void;
  /** Remembers how far a source came, so that a restart goes on there. */
  saveProgress(progress: Readonly<Record<string, number>>): Promise<void>;
  readProgress(): Promise<Readonly<Record<string, number>>>;
  /** Tracks tokens from now on (market data, scores and holder counts are polled for tracked tokens only). */
  trackTokens(mints: readonly string[]): Promise<void>;
}

/** Origin of events. `start` resolves once running; `finished` resolves when a finite source has emitted everything. */
export interface Source {
  readonly name: string;
  start(sink: SourceSink): Promise<void>;
  readonly finished: Promise<void>;
  stop(): Promise<void>;
  /** Absent where the source cannot be polled for market data. `run` counts the job's runs since the first start. */
  readMarketUpdates?(mints: readonly string[], run: number): Promise<readonly MarketUpdate[]>;
  /** Absent where there is no source of holder counts: the column stays null. */
  readHolderCounts?(mints: readonly string[], run: number): Promise<ReadonlyMap<string, number>>;
  /** Null where nothing stands behind the uri; absent where metadata is switched off or has no source. */
  readMetadata?(mint: string, uri: string | null): Promise<TokenMetadata | null>;
}

/** How much and how often tracked tokens are polled; intervals in workload time. */
export interface WorkloadPlan {
  readonly trackedTokens: number;
  readonly marketIntervalMs: number;
  readonly marketTokensPerRun: number;
}

// ---- the write side ---------------------------------------------------------------------------------------------

export interface WriteOrigin {
  readonly component: Component;
  /** create, market, pool, migration, score, holders, metadata. */
  readonly kind: WriteKind;
  /** True where the component writes many rows at once by nature (score and holder jobs). */
  readonly batch?: boolean;
}
export type WriteKind = 'create' | 'market' | 'pool' | 'migration' | 'score' | 'holders' | 'metadata';

/** inserted: the row is new. announced: a placeholder row got its identity. existed: nothing written. buffered: waits in Redis. */
export type CreateOutcome = 'inserted' | 'announced' | 'existed' | 'buffered';

/**
 * The one write path. Resolves when the write is accepted: committed in PostgreSQL, or held by Redis.
 * @throws BufferFullError when the buffer takes no more for longer than writers may wait.
 */
export interface WriteStrategy {
  create(token: NewToken, origin: WriteOrigin): Promise<CreateOutcome>;
  update(updates: readonly TokenUpdate[], origin: WriteOrigin): Promise<void>;
}

/** A token as readers see it: the row with buffered values laid over it. */
export interface TokenView {
  readonly mint: string;
  readonly name: string | null;
  readonly symbol: string | null;
  readonly uri: string | null;
  readonly createdAt: string;
  readonly announced: boolean;
  readonly market: MarketData;
  readonly status: TokenStatus;
  readonly pool: PoolData;
  readonly hotScore: Decimal | null;
  readonly holderCount: number | null;
  readonly metadata: TokenMetadata | null;
}

export interface TokenReader {
  /** One token through the cache, buffered values laid over it; null where PostgreSQL has no such row. */
  readToken(mint: string): Promise<TokenView | null>;
  /** Many tokens past the cache, buffered values laid over them; missing rows are left out. */
  readTokens(mints: readonly string[]): Promise<readonly TokenView[]>;
  /** Which of these mints have a row. */
  readExisting(mints: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface TrackedTokens {
  /** Tracked mints in a stable order, at most `count` from `offset`. */
  list(offset: number, count: number): Promise<readonly string[]>;
  count(): Promise<number>;
  track(mints: readonly string[]): Promise<void>;
}

/** Draws the next place in the source's order: µs, strictly rising over all workers, whatever their clocks do. */
export type DrawOrder = () => Promise<number>;

/** Something that runs until it is told to stop; `stop` waits for the run in flight. */
export interface Part {
  start(): Promise<void>;
  stop(): Promise<void>;
}
