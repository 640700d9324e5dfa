-- Up Migration

-- What never changes stands first in a row of token_market, then what changes rarely (scores, holders), then what each
-- poll changes: PostgreSQL logs of a new version only what follows the bytes that it shares with the one before
-- (log_heap_update() in heapam.c).
drop view token_current;
alter table token_market rename to token_market_before;
create table token_market (
  token_id            integer not null,
  mint                text collate "C" not null,
  status              text not null,
  hot_score_order     bigint not null,
  holder_count_order  bigint not null,
  holder_count        integer,
  hot_score           numeric,
  status_order        bigint not null,
  market_order        bigint not null,
  tx_count_24h        bigint,
  market_cap_usd      numeric,
  price_usd           numeric,
  volume_24h          numeric,
  volume_24h_sol      numeric,
  price_change_24h    numeric
) with (fillfactor = 90);
insert into token_market
select token_id, mint, status, hot_score_order, holder_count_order, holder_count, hot_score, status_order, market_order,
  tx_count_24h, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h
from token_market_before;
drop table token_market_before;
alter table token_market add primary key (mint);

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
alter table token_market rename to token_market_after;
create table token_market (
  market_order        bigint not null,
  status_order        bigint not null,
  hot_score_order     bigint not null,
  holder_count_order  bigint not null,
  tx_count_24h        bigint,
  token_id            integer not null,
  holder_count        integer,
  mint                text collate "C" not null,
  hot_score           numeric,
  status              text not null,
  market_cap_usd      numeric,
  price_usd           numeric,
  volume_24h          numeric,
  volume_24h_sol      numeric,
  price_change_24h    numeric
) with (fillfactor = 90);
insert into token_market
select market_order, status_order, hot_score_order, holder_count_order, tx_count_24h, token_id, holder_count, mint,
  hot_score, status, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h
from token_market_after;
drop table token_market_after;
alter table token_market add primary key (mint);

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
