import { COLUMN_GROUPS, type ColumnGroup, type GroupedUpdate, type TokenUpdate } from '../tokenColumns.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly read: (update: GroupedUpdate) => unknown;
}

interface GroupColumns {
  readonly columns: readonly Column[];
  readonly order: string;
  /** Not written where the values are the same. What events alone set is: its order must stand in the row. */
  readonly onlyIfChanged: boolean;
}

const GROUPS: Readonly<Record<ColumnGroup, GroupColumns>> = {
  market: {
    columns: [
      { name: 'market_cap_usd', type: 'numeric', read: (u) => u.market?.marketCapUsd },
      { name: 'price_usd', type: 'numeric', read: (u) => u.market?.priceUsd },
      { name: 'volume_24h', type: 'numeric', read: (u) => u.market?.volume24h },
      { name: 'volume_24h_sol', type: 'numeric', read: (u) => u.market?.volume24hSol },
      { name: 'price_change_24h', type: 'numeric', read: (u) => u.market?.priceChange24h },
      { name: 'tx_count_24h', type: 'bigint', read: (u) => u.market?.txCount24h },
    ],
    order: 'market_order',
    onlyIfChanged: true,
  },
  status: {
    columns: [{ name: 'status', type: 'text', read: (u) => u.status }],
    order: 'status_order',
    onlyIfChanged: true,
  },
  pool: {
    columns: [
      { name: 'pool_address', type: 'text', read: (u) => u.pool?.poolAddress },
      { name: 'pool_type', type: 'text', read: (u) => u.pool?.poolType },
      { name: 'pool_created_at', type: 'timestamptz', read: (u) => u.pool?.poolCreatedAt },
    ],
    order: 'pool_order',
    onlyIfChanged: false,
  },
  hotScore: {
    columns: [{ name: 'hot_score', type: 'numeric', read: (u) => u.hotScore }],
    order: 'hot_score_order',
    onlyIfChanged: true,
  },
  holderCount: {
    columns: [{ name: 'holder_count', type: 'integer', read: (u) => u.holderCount }],
    order: 'holder_count_order',
    onlyIfChanged: true,
  },
  metadata: {
    columns: [
      {
        name: 'metadata',
        type: 'jsonb',
        read: (u) => (u.metadata == null ? null : JSON.stringify(u.metadata)),
      },
    ],
    order: 'metadata_order',
    onlyIfChanged: false,
  },
};

const POLLED_GROUPS: ReadonlySet<ColumnGroup> = new Set(['market', 'hotScore', 'holderCount']);

/**
 * The parts of a statement that writes a batch: only the column groups that some update of it has. Names: `i` is the
 * input, `t` the table.
 */
export interface UpdateBatch {
  /** The groups in it, for the name of the prepared statement. */
  readonly name: string;
  /** `unnest(…) as i (mint, columns…, orders…)`. */
  readonly input: string;
  /** `set` list: a group is written where its order is not older than the row's. */
  readonly assignments: string;
  /** Whether a row's values would change; may be null, which means no. */
  readonly isChanged: string;
  /** Whether a row's orders would change; may be null, which means no. */
  readonly isNewer: string;
  /** Whether a row that was written took the market data of this update. */
  readonly tookMarket: string;
  /** The newest order of what is polled, null if nothing is. */
  readonly polledOrder: string;
  /** One array per column: the mints, the columns, the orders; in key order, so that writers never deadlock. */
  readonly values: readonly unknown[];
}

/**
 * Describes a batch of at least one update; the mints must differ.
 * @param firstParameter number of its first parameter in the statement
 */
export function describeUpdateBatch(updates: readonly GroupedUpdate[], firstParameter: number): UpdateBatch {
  const names = COLUMN_GROUPS.filter((group) => updates.some(({ orders }) => orders[group] !== undefined));
  const groups = names.map((name) => GROUPS[name]);
  const columns: Column[] = [
    { name: 'mint', type: 'text', read: (update) => update.mint },
    ...groups.flatMap((group) => group.columns),
    ...names.map((group) => ({
      name: GROUPS[group].order,
      type: 'bigint',
      read: (update: GroupedUpdate) => update.orders[group],
    })),
  ];
  const sorted = [...updates].sort((a, b) => (a.mint < b.mint ? -1 : 1));
  const parameters = columns.map(({ type }, index) => `$${firstParameter + index}::${type}[]`);
  const polled = names.filter((name) => POLLED_GROUPS.has(name)).map((name) => `i.${GROUPS[name].order}`);
  return {
    name: names.join('_'),
    input: `unnest(${parameters.join(', ')}) as i (${columns.map(({ name }) => name).join(', ')})`,
    // Identities alone: nothing is written, but which rows are missing is still told.
    assignments: groups.flatMap(assign).join(',\n    ') || 'mint = t.mint',
    isChanged: groups.map(compare).join('\n    or ') || 'false',
    isNewer: groups.map(({ order }) => `i.${order} > t.${order}`).join(' or ') || 'false',
    tookMarket: names.includes('market') ? 't.market_order = i.market_order' : 'false',
    polledOrder: polled.length === 0 ? 'null::bigint' : `greatest(${polled.join(', ')})`,
    values: columns.map(({ read }) => sorted.map((update) => read(update) ?? null)),
  };
}

function assign({ columns, order }: GroupColumns): string[] {
  const values = columns.map(
    ({ name }) => `${name} = case when i.${order} >= t.${order} then i.${name} else t.${name} end`,
  );
  return [...values, `${order} = greatest(t.${order}, i.${order})`];
}

function compare({ columns, order, onlyIfChanged }: GroupColumns): string {
  if (!onlyIfChanged) return `i.${order} > t.${order}`;
  const row = (table: string): string => `(${columns.map(({ name }) => `${table}.${name}`).join(', ')})`;
  return `i.${order} >= t.${order} and ${row('i')} is distinct from ${row('t')}`;
}

/** Gives every group of an update the update's own order. */
export function toGroupedUpdate({ order, ...columns }: TokenUpdate): GroupedUpdate {
  const written = COLUMN_GROUPS.filter((group) => columns[group] !== undefined);
  return { ...columns, orders: Object.fromEntries(written.map((group) => [group, order])) };
}
