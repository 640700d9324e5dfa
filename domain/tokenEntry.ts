import {
  COLUMN_GROUPS,
  type ColumnGroup,
  type GroupedUpdate,
  type MutableColumns,
  type NewToken,
  type TokenIdentity,
  type TokenUpdate,
} from './tokenColumns.ts';

/** The buffered state of one token. */
export interface TokenEntry {
  readonly mint: string;
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

/** A field of the buffer: a column group, or the identity. */
interface Field {
  readonly name: string;
  readonly order: number;
  readonly values: unknown;
}

interface Update {
  readonly key: string;
  readonly order: number;
  readonly fields: readonly Field[];
}

type Entry = Pick<TokenEntry, 'version' | 'updates' | 'dirtySince' | 'attempts'> & {
  readonly key: string;
  readonly fields: readonly Field[];
};

const IDENTITY = 'identity';

/** An update as the buffer takes it: a field for each column group. */
export const toBufferUpdate = (update: TokenUpdate): Update => ({
  key: update.mint,
  order: update.order,
  fields: listGroups(update, update.order),
});

/** A create as the buffer takes it: the identity is one more field. */
export const toBufferCreate = (token: NewToken): Update => ({
  key: token.identity.mint,
  order: token.order,
  fields: [
    { name: IDENTITY, order: identityOrder(token), values: token.identity },
    ...listGroups(token, token.order),
  ],
});

/**
 * Identity is written once: the first announcement stays, whatever comes later, and only a placeholder gives way. So
 * its order falls with time, and a placeholder's is the lowest.
 */
const identityOrder = ({ identity, order }: NewToken): number =>
  identity.announced ? Number.MAX_SAFE_INTEGER - order : 0;

const listGroups = (columns: MutableColumns, order: number): Field[] =>
  COLUMN_GROUPS.flatMap((name) => {
    const values = columns[name];
    return values === undefined ? [] : [{ name, order, values }];
  });

/** @throws Error where a field is not known: what is not understood must not be acknowledged. */
export function toTokenEntry({ key: mint, fields, ...facts }: Entry): TokenEntry {
  const orders: Partial<Record<ColumnGroup, number>> = {};
  const columns: Record<string, unknown> = { mint, orders };
  let identity: TokenIdentity | null = null;
  for (const { name, order, values } of fields) {
    if (name === IDENTITY) identity = values as TokenIdentity;
    else if (isColumnGroup(name)) {
      orders[name] = order;
      columns[name] = values;
    } else throw new Error(`The buffered entry of ${mint} has the field ${name}, which is not known here`);
  }
  const { version, updates, dirtySince, attempts } = facts;
  const grouped = columns as unknown as GroupedUpdate;
  return { mint, version, updates, dirtySince, attempts, identity, columns: grouped };
}

const isColumnGroup = (field: string): field is ColumnGroup =>
  (COLUMN_GROUPS as readonly string[]).includes(field);

/** The entry's columns with a new order for all of them: accepted again. Null where it holds no columns. */
export function renewEntry({ columns: { orders, ...columns } }: TokenEntry, order: number): Update | null {
  return Object.keys(orders).length === 0 ? null : toBufferUpdate({ ...columns, order });
}
