import { COLUMN_GROUPS, type GroupedUpdate, type TokenUpdate } from '../tokenColumns.ts';

/**
 * Updates as one array per column, in key order, for `unnest`. A group that an update does not write has
 * a null order. The mints must differ.
 */
export function toColumnArrays(updates: readonly GroupedUpdate[]): readonly unknown[] {
  const sorted = [...updates].sort((a, b) => (a.mint < b.mint ? -1 : 1));
  return [
    sorted.map((u) => u.mint),
    sorted.map((u) => u.market?.marketCapUsd ?? null),
    sorted.map((u) => u.market?.priceUsd ?? null),
    sorted.map((u) => u.market?.volume24h ?? null),
    sorted.map((u) => u.market?.volume24hSol ?? null),
    sorted.map((u) => u.market?.priceChange24h ?? null),
    sorted.map((u) => u.market?.txCount24h ?? null),
    sorted.map((u) => u.status ?? null),
    sorted.map((u) => u.pool?.poolAddress ?? null),
    sorted.map((u) => u.pool?.poolType ?? null),
    sorted.map((u) => u.pool?.poolCreatedAt ?? null),
    sorted.map((u) => u.hotScore ?? null),
    sorted.map((u) => u.holderCount ?? null),
    sorted.map((u) => (u.metadata == null ? null : JSON.stringify(u.metadata))),
    sorted.map((u) => u.orders.market ?? null),
    sorted.map((u) => u.orders.status ?? null),
    sorted.map((u) => u.orders.pool ?? null),
    sorted.map((u) => u.orders.hotScore ?? null),
    sorted.map((u) => u.orders.holderCount ?? null),
    sorted.map((u) => u.orders.metadata ?? null),
  ];
}

/** Gives every group of an update the update's own order. */
export function toGroupedUpdate({ order, ...columns }: TokenUpdate): GroupedUpdate {
  const written = COLUMN_GROUPS.filter((group) => columns[group] !== undefined);
  return { ...columns, orders: Object.fromEntries(written.map((group) => [group, order])) };
}
