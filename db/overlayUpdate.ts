import type { TokenRow, TokenView, GroupedUpdate } from '../domain/tokenColumns.ts';

/** A row with the groups of what is buffered for it that are at least as new. */
export function overlayUpdate(row: TokenRow, dirty: GroupedUpdate | undefined): TokenView {
  const { orders, ...view } = row;
  if (dirty === undefined) return view;
  const isNewer = (group: keyof typeof orders): boolean => (dirty.orders[group] ?? -1) >= orders[group];
  return {
    ...view,
    ...(dirty.market !== undefined && isNewer('market') && { market: dirty.market }),
    ...(dirty.status !== undefined && isNewer('status') && { status: dirty.status }),
    ...(dirty.pool !== undefined && isNewer('pool') && { pool: dirty.pool }),
    ...(dirty.hotScore !== undefined && isNewer('hotScore') && { hotScore: dirty.hotScore }),
    ...(dirty.holderCount !== undefined && isNewer('holderCount') && { holderCount: dirty.holderCount }),
    ...(dirty.metadata !== undefined && isNewer('metadata') && { metadata: dirty.metadata }),
  };
}
