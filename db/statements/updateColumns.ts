import { COLUMN_GROUPS, type ColumnGroup, type GroupedUpdate, type TokenUpdate } from '../tokenColumns.ts';

/**
 * Updates as one array per column, in key order, for `unnest`. A group that an update does not write has a null order;
 * one that none of them writes has empty arrays, which `unnest` fills up with nulls. The mints must differ.
 */
export function toColumnArrays(updates: readonly GroupedUpdate[]): readonly unknown[] {
  const sorted = [...updates].sort((a, b) => (a.mint < b.mint ? -1 : 1));
  const column = (group: ColumnGroup, read: (update: GroupedUpdate) => unknown): unknown[] =>
    sorted.some((update) => update.orders[group] !== undefined)
      ? sorted.map((update) => read(update) ?? null)
      : [];
  const order = (group: ColumnGroup): unknown[] => column(group, (u) => u.orders[group]);
  return [
    sorted.map((u) => u.mint),
    column('market', (u) => u.market?.marketCapUsd),
    column('market', (u) => u.market?.priceUsd),
    column('market', (u) => u.market?.volume24h),
    column('market', (u) => u.market?.volume24hSol),
    column('market', (u) => u.market?.priceChange24h),
    column('market', (u) => u.market?.txCount24h),
    column('status', (u) => u.status),
    column('pool', (u) => u.pool?.poolAddress),
    column('pool', (u) => u.pool?.poolType),
    column('pool', (u) => u.pool?.poolCreatedAt),
    column('hotScore', (u) => u.hotScore),
    column('holderCount', (u) => u.holderCount),
    column('metadata', (u) => (u.metadata == null ? null : JSON.stringify(u.metadata))),
    order('market'),
    order('status'),
    order('pool'),
    order('hotScore'),
    order('holderCount'),
    order('metadata'),
  ];
}

/** Gives every group of an update the update's own order. */
export function toGroupedUpdate({ order, ...columns }: TokenUpdate): GroupedUpdate {
  const written = COLUMN_GROUPS.filter((group) => columns[group] !== undefined);
  return { ...columns, orders: Object.fromEntries(written.map((group) => [group, order])) };
}
