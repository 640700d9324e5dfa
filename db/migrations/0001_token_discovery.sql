-- Up Migration

-- The wide row of a token. Columns that change come in groups that are always written whole; each group keeps the
-- order (µs) of the value it holds, so that writes commute: the newest order wins, whoever comes last.
create table token_discovery (
  mint                    text collate "C" primary key,
  name                    text,
  symbol                  text,
  uri                     text,
  creator                 text,
  bonding_curve           text,
  total_supply            numeric,
  initial_buy_sol         numeric,
  initial_market_cap_sol  numeric,
  created_at              timestamptz not null,
  inserted_at             timestamptz not null default now(),
  discovered_via          text not null,
  announced               boolean not null,
  market_cap_usd          numeric,
  price_usd               numeric,
  volume_24h              numeric,
  volume_24h_sol          numeric,
  price_change_24h        numeric,
  tx_count_24h            bigint,
  status                  text not null default 'new',
  pool_address            text,
  pool_type               text,
  pool_created_at         timestamptz,
  hot_score               numeric,
  holder_count            integer,
  metadata                jsonb,
  market_order            bigint not null default 0,
  status_order            bigint not null default 0,
  pool_order              bigint not null default 0,
  hot_score_order         bigint not null default 0,
  holder_count_order      bigint not null default 0,
  metadata_order          bigint not null default 0
);

-- The feed's four orders. The mint makes each of them total, for keyset pagination.
create index token_discovery_market_cap on token_discovery (market_cap_usd desc nulls last, mint);
create index token_discovery_volume     on token_discovery (volume_24h desc nulls last, mint);
create index token_discovery_hot_score  on token_discovery (hot_score desc nulls last, mint);
create index token_discovery_created    on token_discovery (created_at desc, mint);

-- The volatile columns of tracked tokens alone, for the strategy hybrid-split: narrow, dense, no secondary index,
-- room for HOT updates.
create table token_market (
  mint                text collate "C" primary key,
  market_cap_usd      numeric,
  price_usd           numeric,
  volume_24h          numeric,
  volume_24h_sol      numeric,
  price_change_24h    numeric,
  tx_count_24h        bigint,
  status              text not null,
  hot_score           numeric,
  holder_count        integer,
  market_order        bigint not null,
  status_order        bigint not null,
  hot_score_order     bigint not null,
  holder_count_order  bigint not null
) with (fillfactor = 50);

-- Price history, in the order of arrival. BRIN alone: an index led by mint would dirty one page per token and sync.
create table token_price (
  at              timestamptz not null,
  mint            text collate "C" not null,
  price_usd       numeric,
  market_cap_usd  numeric
);
create index token_price_at on token_price using brin (at) with (pages_per_range = 16);

-- One row per buffer shard. A flush raises epoch and so fences every flush that read the shard before it.
-- skipped_order: the newest order that was acknowledged without a write because nothing had changed.
create table sync_shard (
  shard          integer primary key,
  epoch          bigint not null default 0,
  skipped_order  bigint not null default 0
);

-- The strategy in force. Direct updates carry epoch and lock the row FOR SHARE: a switch waits for those in flight,
-- and those that come later find another epoch and change nothing.
create table write_mode (
  singleton boolean primary key default true check (singleton),
  strategy  text not null,
  epoch     bigint not null
);

-- Down Migration

drop table write_mode;
drop table sync_shard;
drop table token_price;
drop table token_market;
drop table token_discovery;
