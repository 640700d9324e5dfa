import type {
  ColumnGroup,
  GroupedUpdate,
  MarketData,
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
  return encodeGroups(update.mint, update.order, toGroups(update));
}

/** A create as redis/lua/put.lua takes it: the identity is one more group. */
export function encodeCreate(token: NewToken): string[] {
  const identity = [IDENTITY_ORDER, '_i', JSON.stringify(token.identity)];
  return encodeGroups(token.identity.mint, token.order, [identity, ...toGroups(token)]);
}

function encodeGroups(mint: string, order: number, groups: readonly string[][]): string[] {
  const encoded = [mint, String(order), String(groups.length)];
  for (const [field, ...values] of groups) encoded.push(field!, String(values.length / 2), ...values);
  return encoded;
}

function toGroups(update: Omit<TokenUpdate, 'mint' | 'order'>): string[][] {
  const groups: string[][] = [];
  if (update.market !== undefined) groups.push(encodeMarket(update.market));
  if (update.status !== undefined) groups.push([orderField('status'), 'status', encodeText(update.status)]);
  if (update.pool !== undefined) groups.push(encodePool(update.pool));
  if (update.hotScore !== undefined) {
    groups.push([orderField('hotScore'), 'hotScore', encodeText(update.hotScore)]);
  }
  if (update.holderCount !== undefined) {
    groups.push([orderField('holderCount'), 'holderCount', encodeNumber(update.holderCount)]);
  }
  if (update.metadata !== undefined) {
    const text = update.metadata === null ? null : JSON.stringify(update.metadata);
    groups.push([orderField('metadata'), 'metadata', encodeText(text)]);
  }
  return groups;
}

function encodeMarket(market: MarketData): string[] {
  return [
    orderField('market'),
    'marketCapUsd',
    encodeText(market.marketCapUsd),
    'priceUsd',
    encodeText(market.priceUsd),
    'volume24h',
    encodeText(market.volume24h),
    'volume24hSol',
    encodeText(market.volume24hSol),
    'priceChange24h',
    encodeText(market.priceChange24h),
    'txCount24h',
    encodeNumber(market.txCount24h),
  ];
}

function encodePool(pool: PoolData): string[] {
  return [
    orderField('pool'),
    'poolAddress',
    encodeText(pool.poolAddress),
    'poolType',
    encodeText(pool.poolType),
    'poolCreatedAt',
    encodeText(pool.poolCreatedAt),
  ];
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
