import type { Component } from '../domain/components.ts';
import type { SyncReport } from '../domain/history.ts';
import type { WriteKind } from '../domain/writeKinds.ts';
import type { StrategyName } from '../domain/strategies.ts';
import type {
  TokenView,
  MarketData,
  NewToken,
  PoolData,
  TokenIdentity,
  TokenMetadata,
  TokenStatus,
  TokenUpdate,
} from '../domain/tokenColumns.ts';

// ---- events: what a source emits ------------------------------------------------------------------------------

/** A launch. `id` is unique per announcement (the transaction's signature); a repeated id changes nothing. */
export interface NewTokenEvent {
  readonly kind: 'create';
  readonly id: string;
  readonly identity: TokenIdentity;
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
/** A discovery event with its place in the source's order (µs). */
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
export const QUIET_KINDS = ['control', 'trade'] as const;
export type QuietKind = (typeof QUIET_KINDS)[number];

/** Why a frame or a row is not taken; `odd-field`: the rest of it was, with null in that field's place. */
export const REJECT_REASONS = [
  'too-large',
  'not-json',
  'not-an-object',
  'unknown-shape',
  'bad-type',
  'missing-signature',
  'bad-mint',
  'bad-amount',
  'bad-text',
  'bad-time',
  'bad-quotes',
  'odd-field',
  'no-room',
] as const;

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
  /** Null where nothing is behind the uri; absent where metadata is switched off or has no source. */
  readMetadata?(mint: string, uri: string | null): Promise<TokenMetadata | null>;
}

/** How often hot scores and holder counts are read, ms of workload time. */
export const SCORE_INTERVAL_MS = 900_000;

// ---- the write side ---------------------------------------------------------------------------------------------

export interface WriteOrigin {
  readonly component: Component;
  /** create, market, pool, migration, score, holders, metadata. */
  readonly kind: WriteKind;
  /** True where the component writes many rows at once by nature (score and holder jobs). */
  readonly batch?: boolean;
}

/** inserted: the row is new. announced: a placeholder row got its identity. existed: nothing written. buffered: waits in Redis. */
export type CreateOutcome = 'inserted' | 'announced' | 'existed' | 'buffered';

/** The outcome of a batch of updates. */
export interface UpdateOutcome {
  /** Committed in PostgreSQL, or held by Redis. */
  readonly accepted: number;
  /** Polled values that a newer poll had overtaken: not accepted, and nothing is lost by it. */
  readonly stale: number;
}

/**
 * The one write path. Resolves when the write is accepted: committed in PostgreSQL, or held by Redis.
 * @throws BufferFullError when the buffer takes no more for longer than writers may wait.
 */
export interface WriteStrategy {
  create(token: NewToken, origin: WriteOrigin): Promise<CreateOutcome>;
  update(updates: readonly TokenUpdate[], origin: WriteOrigin): Promise<UpdateOutcome>;
}

/** The active strategy and its epoch, which rises with every switch. */
export interface WriteMode {
  readonly strategy: StrategyName;
  readonly epoch: number;
}

/** Another strategy came into force: what was not written yet must be routed again. */
export interface ModeChanged {
  readonly modeChanged: true;
  readonly remaining: readonly TokenUpdate[];
}

/** One strategy while it is active. Only the router calls it. */
export interface ModalStrategy {
  create(token: NewToken, origin: WriteOrigin, mode: WriteMode): Promise<CreateOutcome | 'mode-changed'>;
  update(
    updates: readonly TokenUpdate[],
    origin: WriteOrigin,
    mode: WriteMode,
  ): Promise<UpdateOutcome & Partial<ModeChanged>>;
}

/** The buffer as the sync job sees it. */
export interface BufferSync {
  syncBufferedTokens(): Promise<SyncReport>;
}

/** One write statement as it was issued. */
export interface WriteRecord {
  readonly component: Component;
  readonly kind: WriteKind | 'sync';
  readonly op: 'insert' | 'update';
  readonly outcome: 'ok' | 'fenced' | 'refused' | 'failed';
  readonly strategy: StrategyName;
  readonly rows: number;
  readonly pricePoints: number;
  readonly seconds: number;
}

/** The reports of the parts; metrics/ implements it. */
export interface Recorder {
  countEvent(source: string, kind: string, count?: number): void;
  countRejected(source: string, reason: string): void;
  countRecordNotFound(component: Component, count: number): void;
  countStale(component: Component, count: number): void;
  recordWrite(record: WriteRecord): void;
  recordPut(accepted: number, merged: number): void;
  recordSync(report: SyncReport, batchRows: readonly number[]): void;
  countFenced(): void;
  recordLatency(kind: WriteKind, seconds: number): void;
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

/**
 * Draws places in the order of all sources: µs, strictly rising over all workers, whatever their clocks do. Returns the
 * first of `count`; draw before reading the data, so that a worker that freezes in between holds an old order.
 */
export type DrawOrder = (count?: number) => Promise<number>;

/** Something that runs until it is stopped; `stop` waits for the run in flight. */
export interface Part {
  start(): Promise<void>;
  stop(): Promise<void>;
}
