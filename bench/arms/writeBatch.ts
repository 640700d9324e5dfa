import type { Queryable } from '../../db/queryable.ts';
import { describeUpdateBatch, toGroupedUpdate } from '../../db/statements/updateBatch.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';

const TEXT = `
update token_discovery t set
  market_cap_usd = i.market_cap_usd, price_usd = i.price_usd, volume_24h = i.volume_24h,
  volume_24h_sol = i.volume_24h_sol, price_change_24h = i.price_change_24h, tx_count_24h = i.tx_count_24h,
  status = i.status
from unnest($1::text[], $2::numeric[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[], $8::text[])
  as i (mint, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, tx_count_24h, status)
where t.mint = i.mint`;

/** A batch in one bare statement: no fence, no comparison, no order. The updates have market data and a status. */
export async function writeBatch(client: Queryable, updates: readonly TokenUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  // The columns without their orders.
  const values = describeUpdateBatch(updates.map(toGroupedUpdate), 1).values.slice(0, 8);
  await client.query({ name: 'bare_unnest', text: TEXT, values: [...values] });
}
