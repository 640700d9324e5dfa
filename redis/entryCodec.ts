import type {
  ColumnGroup,
  GroupedUpdate,
  MarketData,
  MutableColumns,
  NewToken,
  PoolData,
  TokenIdentity,
  TokenMetadata,
  TokenStatus,
  TokenUpdate,
} from '../db/tokenColumns.ts';

/** A buffered entry as read: everything that is dirty in one row. */
export interface BufferEntry {
  readonly mint: string;
  /** Changes with every put; an acknowledgement must bring the same one. */
  readonly version: string;
  /** Updates merged into this entry, the first included. */
  readonly updates: number;
  /** µs. */
  readonly dirtySince: number;
  /** How often the row was found missing. */
  readonly attempts: number;
  /** Set where the entry creates the row (buffer-all). */
  readonly identity: TokenIdentity | null;
  readonly columns: GroupedUpdate;
}

// Redis hashes hold text alone. `\N` stands for NULL; text that begins with a backslash gets one more.
const NULL_TEXT = '\\N';
const encodeText = (value: string | null): string =>
  value === null ? NULL_TEXT : value.startsWith('\\') ? `\\${value}` : value;
const decodeText = (text: string | undefined): string | null =>
  text === undefined || text === NULL_TEXT ? null : text.startsWith('\\') ? text.slice(1) : text;
const encodeNumber = (value: number | null): string => (value === null ? NULL_TEXT : String(value));
const decodeNumber = (text: string | undefined): number | null => {
  const decoded = decodeText(text);
  return decoded === null ? null : Number(decoded);
};

const IDENTITY_ORDER = '_o:identity';
const orderField = (group: ColumnGroup): string => `_o:${group}`;

/** One update as redis/lua/put.lua takes it. */
export function encodeUpdate(update: TokenUpdate): string[] {
  const encoded = [update.mint, String(update.order), ''];
  pushGroups(encoded, update, encoded[1]!);
  encoded[2] = String(encoded.length - 3);
  return encoded;
}

/**
 * Identity is written once: the first announcement stays, whatever comes later, and only a placeholder gives way. So
 * its order falls with time, and a placeholder's is the lowest.
 */
const identityOrder = ({ identity, order }: NewToken): string =>
  String(identity.announced ? Number.MAX_SAFE_INTEGER - order : 0);

/** A create as redis/lua/put.lua takes it: the identity is one more group. */
export function encodeCreate(token: NewToken): string[] {
  const order = String(token.order);
  const encoded = [
    token.identity.mint,
    order,
    '',
    IDENTITY_ORDER,
    identityOrder(token),
    '_i',
    JSON.stringify(token.identity),
  ];
  pushGroups(encoded, token, order);
  encoded[2] = String(encoded.length - 3);
  return encoded;
}

function pushGroups(encoded: string[], columns: MutableColumns, order: string): void {
  const { market, status, pool, hotScore, holderCount, metadata } = columns;
  if (market !== undefined) pushMarket(encoded, market, order);
  if (status !== undefined) encoded.push('_o:status', order, 'status', encodeText(status));
  if (pool !== undefined) pushPool(encoded, pool, order);
  if (hotScore !== undefined) encoded.push('_o:hotScore', order, 'hotScore', encodeText(hotScore));
  if (holderCount !== undefined) {
    encoded.push('_o:holderCount', order, 'holderCount', encodeNumber(holderCount));
  }
  if (metadata !== undefined) {
    const text = metadata === null ? null : JSON.stringify(metadata);
    encoded.push('_o:metadata', order, 'metadata', encodeText(text));
  }
}

function pushMarket(encoded: string[], market: MarketData, order: string): void {
  encoded.push('_o:market', order);
  encoded.push('marketCapUsd', encodeText(market.marketCapUsd), 'priceUsd', encodeText(market.priceUsd));
  encoded.push('volume24h', encodeText(market.volume24h), 'volume24hSol', encodeText(market.volume24hSol));
  encoded.push(
    'priceChange24h',
    encodeText(market.priceChange24h),
    'txCount24h',
    encodeNumber(market.txCount24h),
  );
}

function pushPool(encoded: string[], pool: PoolData, order: string): void {
  encoded.push('_o:pool', order, 'poolAddress', encodeText(pool.poolAddress));
  encoded.push('poolType', encodeText(pool.poolType), 'poolCreatedAt', encodeText(pool.poolCreatedAt));
}

/** Field and text pairs of an entry's hash, as HGETALL returns them. */
export function decodeEntry(mint: string, pairs: readonly string[]): BufferEntry {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) fields.set(pairs[i]!, pairs[i + 1]!);
  const identity = fields.get('_i');
  return {
    mint,
    version: fields.get('_v') ?? '',
    updates: Number(fields.get('_n') ?? 0),
    dirtySince: Number(fields.get('_t') ?? 0),
    attempts: Number(fields.get('_a') ?? 0),
    identity: identity === undefined ? null : (JSON.parse(identity) as TokenIdentity),
    columns: decodeColumns(mint, fields),
  };
}

function decodeColumns(mint: string, fields: ReadonlyMap<string, string>): GroupedUpdate {
  const columns: { -readonly [K in keyof GroupedUpdate]: GroupedUpdate[K] } = { mint, orders: {} };
  const orders: Partial<Record<ColumnGroup, number>> = {};
  const holds = (group: ColumnGroup): boolean => {
    const order = fields.get(orderField(group));
    if (order === undefined) return false;
    orders[group] = Number(order);
    return true;
  };
  if (holds('market')) columns.market = decodeMarket(fields);
  if (holds('status')) columns.status = decodeText(fields.get('status')) as TokenStatus;
  if (holds('pool')) columns.pool = decodePool(fields);
  if (holds('hotScore')) columns.hotScore = decodeText(fields.get('hotScore'));
  if (holds('holderCount')) columns.holderCount = decodeNumber(fields.get('holderCount'));
  if (holds('metadata')) columns.metadata = decodeMetadata(fields.get('metadata'));
  return { ...columns, orders };
}

function decodeMarket(fields: ReadonlyMap<string, string>): MarketData {
  return {
    marketCapUsd: decodeText(fields.get('marketCapUsd')),
    priceUsd: decodeText(fields.get('priceUsd')),
    volume24h: decodeText(fields.get('volume24h')),
    volume24hSol: decodeText(fields.get('volume24hSol')),
    priceChange24h: decodeText(fields.get('priceChange24h')),
    txCount24h: decodeNumber(fields.get('txCount24h')),
  };
}

function decodePool(fields: ReadonlyMap<string, string>): PoolData {
  return {
    poolAddress: decodeText(fields.get('poolAddress')),
    poolType: decodeText(fields.get('poolType')),
    poolCreatedAt: decodeText(fields.get('poolCreatedAt')),
  };
}

function decodeMetadata(text: string | undefined): TokenMetadata | null {
  const decoded = decodeText(text);
  return decoded === null ? null : (JSON.parse(decoded) as TokenMetadata);
}
