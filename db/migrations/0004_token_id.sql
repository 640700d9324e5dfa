-- Up Migration

-- A short number for each token: its price history carries it instead of the 44 characters of a mint.
alter table token_discovery add column id integer generated always as identity;

drop view token_current;

-- As before, with the token's number; fixed widths stand first, so that nothing is lost to alignment. Three pages hold
-- what five did: a flush takes tokens from all over the table in each batch, so a page needs room for few new versions
-- at a time, and what was replaced is cleared away before the next batch comes.
alter table token_market rename to token_market_before;
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
select m.market_order, m.status_order, m.hot_score_order, m.holder_count_order, m.tx_count_24h, d.id, m.holder_count, m.mint,
  m.hot_score, m.status, m.market_cap_usd, m.price_usd, m.volume_24h, m.volume_24h_sol, m.price_change_24h
from token_market_before m join token_discovery d on d.mint = m.mint;
drop table token_market_before;
alter table token_market add primary key (mint);

alter table token_price rename to token_price_before;
create table token_price (
  at              timestamptz not null,
  token_id        integer not null,
  price_usd       numeric,
  market_cap_usd  numeric
);
insert into token_price
select p.at, d.id, p.price_usd, p.market_cap_usd
from token_price_before p join token_discovery d on d.mint = p.mint order by p.at;
drop table token_price_before;
create index token_price_at on token_price using brin (at) with (pages_per_range = 16);

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

alter table token_price rename to token_price_after;
create table token_price (
  at              timestamptz not null,
  mint            text collate "C" not null,
  price_usd       numeric,
  market_cap_usd  numeric
);
insert into token_price
select p.at, d.mint, p.price_usd, p.market_cap_usd
from token_price_after p join token_discovery d on d.id = p.token_id order by p.at;
drop table token_price_after;
create index token_price_at on token_price using brin (at) with (pages_per_range = 16);
drop view token_current;
alter table token_market drop column token_id;
alter table token_market set (fillfactor = 50);
alter table token_discovery drop column id;
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
