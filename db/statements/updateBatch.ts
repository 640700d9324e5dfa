import {
  COLUMN_GROUPS,
  type ColumnGroup,
  type GroupedUpdate,
  type TokenUpdate,
} from '../../domain/tokenColumns.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly read: (update: GroupedUpdate) => unknown;
}

interface GroupColumns {
  readonly columns: readonly Column[];
  readonly order: string;
  /** Unchanged values are not written. Columns that only events set always are: their order must be in the row. */
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

/** The groups that `hybrid-split` moves into token_market; the others stay in the wide row. */
export const VOLATILE_GROUPS: readonly ColumnGroup[] = ['market', 'status', 'hotScore', 'holderCount'];

/** A batch as a statement takes it: only the column groups that some update of it has. */
export interface UpdateBatch {
  readonly groups: readonly ColumnGroup[];
  /** The groups in it, for the name of the prepared statement: PostgreSQL takes 63 characters. */
  readonly name: string;
  /** `unnest(…) as i (mint, columns…, orders…)`. */
  readonly input: string;
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
  const groups = COLUMN_GROUPS.filter((group) => updates.some(({ orders }) => orders[group] !== undefined));
  const columns: Column[] = [
    { name: 'mint', type: 'text', read: (update) => update.mint },
    ...groups.flatMap((group) => GROUPS[group].columns),
    ...groups.map((group) => ({
      name: GROUPS[group].order,
      type: 'bigint',
      read: (update: GroupedUpdate) => update.orders[group],
    })),
  ];
  const sorted = [...updates].sort((a, b) => (a.mint < b.mint ? -1 : 1));
  const parameters = columns.map(({ type }, index) => `$${firstParameter + index}::${type}[]`);
  const polled = groups
    .filter((group) => POLLED_GROUPS.has(group))
    .map((group) => `i.${GROUPS[group].order}`);
  return {
    groups,
    name: groups.map((group) => COLUMN_GROUPS.indexOf(group)).join(''),
    input: `unnest(${parameters.join(', ')}) as i (${columns.map(({ name }) => name).join(', ')})`,
    polledOrder: polled.length === 0 ? 'null::bigint' : `greatest(${polled.join(', ')})`,
    values: columns.map(({ read }) => sorted.map((update) => read(update) ?? null)),
  };
}

/** How groups of a batch are written; `i` is the input, `t` the table. */
export interface GroupWrite {
  /** `set` list: a group is written where its order is not older than the row's. */
  readonly assignments: string;
  /** Whether a row's values would change; may be null, which means no. */
  readonly isChanged: string;
  /** Whether a row's orders would change; may be null, which means no. */
  readonly isNewer: string;
  /** Whether a row that was written took the market data of this update. */
  readonly tookMarket: string;
}

export function describeGroupWrite(names: readonly ColumnGroup[]): GroupWrite {
  const groups = names.map((name) => GROUPS[name]);
  return {
    // No group at all: nothing is written, but the missing rows are still reported.
    assignments: groups.flatMap(assign).join(',\n    ') || 'status = t.status',
    isChanged: groups.map(compare).join('\n    or ') || 'false',
    isNewer: groups.map(({ order }) => `i.${order} > t.${order}`).join(' or ') || 'false',
    tookMarket: names.includes('market') ? 't.market_order = i.market_order' : 'false',
  };
}

/** The columns of token_market, and what a token that gets a row there brings along: of `t`, its wide row, and `i`. */
export function describeEntering(names: readonly ColumnGroup[]): {
  readonly columns: string;
  readonly values: string;
  readonly isVolatile: string;
} {
  const written = new Set(names);
  const values = VOLATILE_GROUPS.flatMap((name) => {
    const { columns, order } = GROUPS[name];
    return columns.map((column) =>
      written.has(name) ? chooseNewer(column.name, order) : `t.${column.name}`,
    );
  });
  const orders = VOLATILE_GROUPS.map((name) => {
    const { order } = GROUPS[name];
    return written.has(name) ? `greatest(t.${order}, i.${order})` : `t.${order}`;
  });
  const entering = VOLATILE_GROUPS.filter((name) => written.has(name));
  return {
    columns: VOLATILE_COLUMNS.join(', '),
    values: [...values, ...orders].join(', '),
    isVolatile: entering.map((name) => `i.${GROUPS[name].order} is not null`).join(' or ') || 'false',
  };
}

/** The columns that token_market has beside the token's number. */
export const VOLATILE_COLUMNS: readonly string[] = [
  ...VOLATILE_GROUPS.flatMap((name) => GROUPS[name].columns.map((column) => column.name)),
  ...VOLATILE_GROUPS.map((name) => GROUPS[name].order),
];

const chooseNewer = (column: string, order: string): string =>
  `case when i.${order} >= t.${order} then i.${column} else t.${column} end`;

function assign({ columns, order }: GroupColumns): string[] {
  const values = columns.map(({ name }) => `${name} = ${chooseNewer(name, order)}`);
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

/** Names of ours as an SQL list. */
export const listNames = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
