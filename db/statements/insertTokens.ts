import type { Queryable } from '../queryable.ts';
import type { NewToken } from '../../domain/tokenColumns.ts';
import { signStatement } from './signStatement.ts';

const INSERT_TOKENS = `
insert into token_discovery as t (
  mint, name, symbol, uri, creator, bonding_curve, total_supply, initial_buy_sol, initial_market_cap_sol,
  created_at, discovered_via, announced,
  market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h, status,
  pool_address, pool_type, pool_created_at, hot_score, holder_count, metadata,
  market_order, status_order, pool_order, hot_score_order, holder_count_order, metadata_order
)
select
  mint, name, symbol, uri, creator, bonding_curve, total_supply, initial_buy_sol, initial_market_cap_sol,
  created_at, discovered_via, announced,
  market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h, coalesce(status, 'new'),
  pool_address, pool_type, pool_created_at, hot_score, holder_count, metadata,
  coalesce(market_order, 0), coalesce(status_order, 0), coalesce(pool_order, 0),
  coalesce(hot_score_order, 0), coalesce(holder_count_order, 0), coalesce(metadata_order, 0)
from json_to_recordset($1) as n (
  mint text, name text, symbol text, uri text, creator text, bonding_curve text, total_supply numeric,
  initial_buy_sol numeric, initial_market_cap_sol numeric, created_at timestamptz, discovered_via text,
  announced boolean, market_cap_usd numeric, price_usd numeric, volume_24h numeric, volume_24h_sol numeric,
  price_change_24h numeric, tx_count_24h bigint, status text, pool_address text, pool_type text,
  pool_created_at timestamptz, hot_score numeric, holder_count integer, metadata jsonb,
  market_order bigint, status_order bigint, pool_order bigint, hot_score_order bigint,
  holder_count_order bigint, metadata_order bigint
)
on conflict (mint) do update set
  name = excluded.name, symbol = excluded.symbol, uri = excluded.uri, creator = excluded.creator,
  bonding_curve = excluded.bonding_curve, total_supply = excluded.total_supply,
  initial_buy_sol = excluded.initial_buy_sol, initial_market_cap_sol = excluded.initial_market_cap_sol,
  created_at = excluded.created_at, announced = true
where excluded.announced and not t.announced
returning mint, xmax = 0 as inserted`;

export interface InsertResult {
  readonly inserted: readonly string[];
  /** Placeholder rows (made by a pool, a migration or a market row) that now got their identity. */
  readonly announced: readonly string[];
}

/**
 * Creates rows, identity and first values, in one statement. An existing row is left as it is, but for a placeholder,
 * whose identity is filled in once; no mutable column of an existing row is ever touched. The mints must differ.
 */
export async function insertTokens(
  client: Queryable,
  tokens: readonly NewToken[],
  component: string,
): Promise<InsertResult> {
  const result = await client.query<{ mint: string; inserted: boolean }>({
    name: `insert_tokens_${component}`,
    text: signStatement(component, INSERT_TOKENS),
    values: [JSON.stringify(tokens.map(toRow))],
  });
  return {
    inserted: result.rows.filter((row) => row.inserted).map((row) => row.mint),
    announced: result.rows.filter((row) => !row.inserted).map((row) => row.mint),
  };
}

function toRow({ identity, order, ...columns }: NewToken): Record<string, unknown> {
  return {
    mint: identity.mint,
    name: identity.name,
    symbol: identity.symbol,
    uri: identity.uri,
    creator: identity.creator,
    bonding_curve: identity.bondingCurve,
    total_supply: identity.totalSupply,
    initial_buy_sol: identity.initialBuySol,
    initial_market_cap_sol: identity.initialMarketCapSol,
    created_at: identity.createdAt,
    discovered_via: identity.discoveredVia,
    announced: identity.announced,
    market_cap_usd: columns.market?.marketCapUsd,
    price_usd: columns.market?.priceUsd,
    volume_24h: columns.market?.volume24h,
    volume_24h_sol: columns.market?.volume24hSol,
    price_change_24h: columns.market?.priceChange24h,
    tx_count_24h: columns.market?.txCount24h,
    status: columns.status,
    pool_address: columns.pool?.poolAddress,
    pool_type: columns.pool?.poolType,
    pool_created_at: columns.pool?.poolCreatedAt,
    hot_score: columns.hotScore,
    holder_count: columns.holderCount,
    metadata: columns.metadata,
    market_order: columns.market && order,
    status_order: columns.status && order,
    pool_order: columns.pool && order,
    hot_score_order: columns.hotScore === undefined ? undefined : order,
    holder_count_order: columns.holderCount === undefined ? undefined : order,
    metadata_order: columns.metadata === undefined ? undefined : order,
  };
}
