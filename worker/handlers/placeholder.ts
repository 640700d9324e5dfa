import type { TokenIdentity } from '../../domain/tokenColumns.ts';

/** The identity of a row that another event than the launch makes; the launch fills it in if it comes later. */
export function createPlaceholderIdentity(seen: {
  readonly mint: string;
  readonly seenAt: string;
  readonly discoveredVia: string;
  readonly symbol?: string | null;
  readonly name?: string | null;
}): TokenIdentity {
  return {
    mint: seen.mint,
    name: seen.name ?? null,
    symbol: seen.symbol ?? null,
    uri: null,
    creator: null,
    bondingCurve: null,
    totalSupply: null,
    initialBuySol: null,
    initialMarketCapSol: null,
    createdAt: seen.seenAt,
    discoveredVia: seen.discoveredVia,
    announced: false,
  };
}
