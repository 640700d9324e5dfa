-- Up Migration

-- token_market knows a token by its number (4 bytes for 45): a quarter fewer pages, and as much less of their images in WAL.
-- Which mints have a row there stands beside it, in a table that polls do not change. Fixed widths come first, then what
-- each poll changes, then what it leaves as it was: PostgreSQL logs of a new version only what differs between the bytes
-- that it shares with the one before, at both ends (log_heap_update() in heapam.c).
drop view token_current;
-- First: it waits for the flushes in flight and lets no other begin, so that both tables are filled from the same rows.
alter table token_market rename to token_market_before;
create table tracked_token (
  mint      text collate "C" primary key,
  token_id  integer not null unique
);
insert into tracked_token select mint, token_id from token_market_before;
create table token_market (
  hot_score_order     bigint not null,
  holder_count_order  bigint not null,
  token_id            integer not null,
  holder_count        integer,
  status_order        bigint not null,
  market_order        bigint not null,
  tx_count_24h        bigint,
  market_cap_usd      numeric,
  price_usd           numeric,
  volume_24h          numeric,
  volume_24h_sol      numeric,
  price_change_24h    numeric,
  hot_score           numeric,
  status              text not null
) with (fillfactor = 90);
insert into token_market
select hot_score_order, holder_count_order, token_id, holder_count, status_order, market_order, tx_count_24h,
  market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h, hot_score, status
from token_market_before;
drop table token_market_before;
alter table token_market add primary key (token_id);
-- No row without its mint, or a fold would not find where it belongs. An update of other columns is not checked.
alter table token_market add foreign key (token_id) references tracked_token (token_id);

-- Tokens as they are, whichever table their volatile columns live in.
create view token_current as
select
  d.mint, d.name, d.symbol, d.uri, d.creator, d.bonding_curve, d.total_supply, d.initial_buy_sol,
  d.initial_market_cap_sol, d.created_at, d.inserted_at, d.discovered_via, d.announced,
  case when m.token_id is null then d.market_cap_usd else m.market_cap_usd end as market_cap_usd,
  case when m.token_id is null then d.price_usd else m.price_usd end as price_usd,
  case when m.token_id is null then d.volume_24h else m.volume_24h end as volume_24h,
  case when m.token_id is null then d.volume_24h_sol else m.volume_24h_sol end as volume_24h_sol,
  case when m.token_id is null then d.price_change_24h else m.price_change_24h end as price_change_24h,
  case when m.token_id is null then d.tx_count_24h else m.tx_count_24h end as tx_count_24h,
  case when m.token_id is null then d.status else m.status end as status,
  d.pool_address, d.pool_type, d.pool_created_at,
  case when m.token_id is null then d.hot_score else m.hot_score end as hot_score,
  case when m.token_id is null then d.holder_count else m.holder_count end as holder_count,
  d.metadata,
  coalesce(m.market_order, d.market_order) as market_order,
  coalesce(m.status_order, d.status_order) as status_order,
  d.pool_order,
  coalesce(m.hot_score_order, d.hot_score_order) as hot_score_order,
  coalesce(m.holder_count_order, d.holder_count_order) as holder_count_order,
  d.metadata_order
from token_discovery d left join token_market m on m.token_id = d.id;

-- Down Migration

drop view token_current;
alter table token_market rename to token_market_after;
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
select token_id, k.mint, status, hot_score_order, holder_count_order, holder_count, hot_score, status_order, market_order,
  tx_count_24h, market_cap_usd, price_usd, volume_24h, volume_24h_sol, price_change_24h
from token_market_after join tracked_token k using (token_id);
drop table token_market_after;
drop table tracked_token;
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
