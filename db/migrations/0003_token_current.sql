-- Up Migration

-- Where the volatile columns of tokens may live: `wide`: all in token_discovery; `split`: those that have a row in
-- token_market live there, the others in token_discovery. A flush says for which layout it was made and writes nothing
-- under another one.
alter table write_mode add column layout text not null default 'wide' check (layout in ('wide', 'split'));

-- Tokens as they are, whichever table their volatile columns live in.
create view token_current as
select
  d.mint, d.name, d.symbol, d.uri, d.creator, d.bonding_curve, d.total_supply, d.initial_buy_sol,
  d.initial_market_cap_sol, d.created_at, d.inserted_at, d.discovered_via, d.announced,
  case when m.mint is null then d.market_cap_usd else m.market_cap_usd end as market_cap_usd,
  case when m.mint is null then d.price_usd else m.price_usd end as price_usd,
  case when m.mint is null then d.volume_24h else m.volume_24h end as volume_24h,
  case when m.mint is null then d.volume_24h_sol else m.volume_24h_sol end as volume_24h_sol,
  case when m.mint is null then d.price_change_24h else m.price_change_24h end as price_change_24h,
  case when m.mint is null then d.tx_count_24h else m.tx_count_24h end as tx_count_24h,
  case when m.mint is null then d.status else m.status end as status,
  d.pool_address, d.pool_type, d.pool_created_at,
  case when m.mint is null then d.hot_score else m.hot_score end as hot_score,
  case when m.mint is null then d.holder_count else m.holder_count end as holder_count,
  d.metadata,
  coalesce(m.market_order, d.market_order) as market_order,
  coalesce(m.status_order, d.status_order) as status_order,
  d.pool_order,
  coalesce(m.hot_score_order, d.hot_score_order) as hot_score_order,
  coalesce(m.holder_count_order, d.holder_count_order) as holder_count_order,
  d.metadata_order
from token_discovery d left join token_market m on m.mint = d.mint;

-- Down Migration

drop view token_current;
alter table write_mode drop column layout;
