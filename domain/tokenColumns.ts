/** A decimal number as text, so that prices such as "0.00000003855" keep every digit on their way to `numeric`. */
export type Decimal = string;

export const TOKEN_STATUSES = ['new', 'active', 'migrated', 'inactive'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** Market data of one poll. Always written whole; null where the source does not know a value. */
export interface MarketData {
  readonly marketCapUsd: Decimal | null;
  readonly priceUsd: Decimal | null;
  readonly volume24h: Decimal | null;
  readonly volume24hSol: Decimal | null;
  readonly priceChange24h: Decimal | null;
  readonly txCount24h: number | null;
}

/** The pool that a token trades in. Always written whole: a new venue makes the old address wrong. */
export interface PoolData {
  readonly poolAddress: string | null;
  readonly poolType: string | null;
  /** ISO 8601. */
  readonly poolCreatedAt: string | null;
}

/** The metadata behind a token's `uri`. */
export interface TokenMetadata {
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly website: string | null;
  readonly twitter: string | null;
  readonly telegram: string | null;
}

/**
 * The mutable columns of a token, in groups that are always written whole and carry one order each.
 * A group that is not mentioned stays untouched; null inside a group becomes NULL.
 */
export interface MutableColumns {
  readonly market?: MarketData;
  readonly status?: TokenStatus;
  readonly pool?: PoolData;
  readonly hotScore?: Decimal | null;
  readonly holderCount?: number | null;
  readonly metadata?: TokenMetadata | null;
}

export type ColumnGroup = keyof MutableColumns;
export const COLUMN_GROUPS = [
  'market',
  'status',
  'pool',
  'hotScore',
  'holderCount',
  'metadata',
] as const satisfies readonly ColumnGroup[];

/** The longest mint that a source takes; whatever takes a mint from outside takes this many characters, too. */
export const MAX_MINT_CHARACTERS = 128;

/** One update of one row. `order` is the source's order in µs, drawn once when the data was read. */
export interface TokenUpdate extends MutableColumns {
  readonly mint: string;
  readonly order: number;
}

/** The fields that a create writes once and nothing changes afterwards. */
export interface TokenIdentity {
  readonly mint: string;
  readonly name: string | null;
  readonly symbol: string | null;
  readonly uri: string | null;
  readonly creator: string | null;
  readonly bondingCurve: string | null;
  readonly totalSupply: Decimal | null;
  readonly initialBuySol: Decimal | null;
  readonly initialMarketCapSol: Decimal | null;
  /** ISO 8601: when the token was launched, or first seen. */
  readonly createdAt: string;
  /** simulate, replay or pumpportal, and the feed inside it. */
  readonly discoveredVia: string;
  /** False where what made the row did not say what the token is: a pool, a migration, a market row, a nameless launch. */
  readonly announced: boolean;
}

export interface NewToken extends MutableColumns {
  readonly identity: TokenIdentity;
  readonly order: number;
}

/** An update whose groups may come from different moments: each has an order of its own. */
export interface GroupedUpdate extends MutableColumns {
  readonly mint: string;
  readonly orders: Readonly<Partial<Record<ColumnGroup, number>>>;
}

/** A row of token_current as readers need it, with the order of each group. */
export interface TokenRow {
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
  readonly orders: Readonly<Record<ColumnGroup, number>>;
}

/** A token as readers see it: the row with buffered values laid over it. */
export type TokenView = Omit<TokenRow, 'orders'>;
