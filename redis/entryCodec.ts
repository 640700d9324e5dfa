import {
  COLUMN_GROUPS,
  type ColumnGroup,
  type GroupedUpdate,
  type MutableColumns,
  type NewToken,
  type TokenIdentity,
  type TokenUpdate,
} from '../domain/tokenColumns.ts';

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

/** The hash field of an entry that creates the row. */
const IDENTITY = 'identity';

/**
 * One update as redis/lua/put.lua takes it. A column group is one field of the entry's hash, `[order,values]` as JSON:
 * it is always written whole, and one field costs Redis and the network a third of what eight do.
 */
export function encodeUpdate(update: TokenUpdate): string[] {
  const encoded = [update.mint, String(update.order), ''];
  pushGroups(encoded, update, update.order);
  encoded[2] = String(encoded.length - 3);
  return encoded;
}

/**
 * Identity is written once: the first announcement stays, whatever comes later, and only a placeholder gives way. So
 * its order falls with time, and a placeholder's is the lowest.
 */
const identityOrder = ({ identity, order }: NewToken): number =>
  identity.announced ? Number.MAX_SAFE_INTEGER - order : 0;

/** A create as redis/lua/put.lua takes it: the identity is one more group. */
export function encodeCreate(token: NewToken): string[] {
  const identity = JSON.stringify([identityOrder(token), token.identity]);
  const encoded = [token.identity.mint, String(token.order), '', IDENTITY, identity];
  pushGroups(encoded, token, token.order);
  encoded[2] = String(encoded.length - 3);
  return encoded;
}

function pushGroups(encoded: string[], columns: MutableColumns, order: number): void {
  for (const group of COLUMN_GROUPS) {
    const values = columns[group];
    if (values !== undefined) encoded.push(group, JSON.stringify([order, values]));
  }
}

/**
 * Field and text pairs of an entry's hash, as HGETALL returns them.
 * @throws Error where a field is not known: what is not understood must not be acknowledged.
 */
export function decodeEntry(mint: string, pairs: readonly string[]): BufferEntry {
  const orders: Partial<Record<ColumnGroup, number>> = {};
  const columns: Record<string, unknown> = { mint, orders };
  const facts: Record<string, string> = {};
  let identity: TokenIdentity | null = null;
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [field, text] = [pairs[i]!, pairs[i + 1]!];
    if (field.startsWith('_')) {
      facts[field] = text;
      continue;
    }
    const [order, values] = JSON.parse(text) as [number, unknown];
    if (field === IDENTITY) identity = values as TokenIdentity;
    else if (isColumnGroup(field)) {
      orders[field] = order;
      columns[field] = values;
    } else throw new Error(`The buffered entry of ${mint} has the field ${field}, which is not known here`);
  }
  return {
    mint,
    version: facts['_v'] ?? '',
    updates: Number(facts['_n'] ?? 0),
    dirtySince: Number(facts['_t'] ?? 0),
    attempts: Number(facts['_a'] ?? 0),
    identity,
    columns: columns as unknown as GroupedUpdate,
  };
}

const isColumnGroup = (field: string): field is ColumnGroup =>
  (COLUMN_GROUPS as readonly string[]).includes(field);
