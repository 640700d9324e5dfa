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
  metadata_order          bigint not null default 0,
  -- A short number: price history and token_market carry it instead of the 44 characters of a mint.
  id                      integer generated always as identity
);

-- The feed's four orders. The mint makes each of them total, for keyset pagination.
create index token_discovery_market_cap on token_discovery (market_cap_usd desc nulls last, mint);
create index token_discovery_volume     on token_discovery (volume_24h desc nulls last, mint);
create index token_discovery_hot_score  on token_discovery (hot_score desc nulls last, mint);
create index token_discovery_created    on token_discovery (created_at desc, mint);

-- The mints that have a row in token_market, in a table that polls do not change.
create table tracked_token (
  mint      text collate "C" primary key,
  token_id  integer not null unique
);

-- The volatile columns of tracked tokens, for the strategy hybrid-split: narrow, dense, no secondary index. A token is
-- known by its number (4 bytes for 45): a quarter fewer pages, and as much less of their images in WAL. Fixed widths come
-- first, so that nothing is lost to alignment, then what each poll changes, then what it leaves as it was: PostgreSQL logs
-- of a new version only what differs between the bytes that it shares with the one before, at both ends
-- (log_heap_update() in heapam.c). A flush takes tokens from all over the table in each batch, so a page needs room for
-- few new versions at a time, and what was replaced is cleared away before the next batch comes. Statistics would change
-- no plan: the table is read by its key, or as a whole.
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
  status              text not null,
  primary key (token_id),
  -- No row without its mint, or a fold would not find where it belongs. An update of other columns is not checked.
  foreign key (token_id) references tracked_token (token_id)
) with (fillfactor = 90, autovacuum_analyze_scale_factor = 10);

-- Price history, in the order of arrival. BRIN only: an index led by the token would dirty one page per token and sync.
-- A page that vacuum or analyze touches (visibility, hint bits) after a checkpoint has written it is written once more.
-- Price points are vacuumed when a sync has added a batch of them, while their pages are dirty anyway, and then left
-- only: by default a page of a large table waits for a fifth of the table.
create table token_price (
  at         timestamptz not null,
  token_id   integer not null,
  price_usd  numeric
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_analyze_scale_factor = 10
);
create index token_price_at on token_price using brin (at) with (pages_per_range = 16);

-- One row per buffer shard, updated in place (HOT) and pruned by whoever updates it. A flush raises epoch and so fences
-- every flush that read the shard before it.
create table sync_shard (
  shard  integer primary key,
  epoch  bigint not null default 0
) with (autovacuum_vacuum_threshold = 100000, autovacuum_analyze_threshold = 100000);

-- Per shard, the newest order of a poll that was acknowledged without a write because nothing had changed. Not a column
-- of sync_shard: a flush raises the epoch before it writes, and knows only afterwards what it left as it was.
create table skipped_poll (
  shard         integer primary key,
  newest_order  bigint not null
);

-- The active strategy. Direct updates carry epoch and lock the row FOR SHARE: a switch waits for those in flight, and
-- those that come later find another epoch and change nothing. layout says where the volatile columns of tokens may live:
-- `wide`: all in token_discovery; `split`: those that have a row in token_market live there, the others in
-- token_discovery. A flush says for which layout it was made and writes nothing under another one.
create table write_mode (
  singleton  boolean primary key default true check (singleton),
  strategy   text not null,
  epoch      bigint not null,
  layout     text not null default 'wide' check (layout in ('wide', 'split'))
);

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

-- What is deleted from token_discovery leaves token_market too: a row without its token would be in the feed's order
-- without a line, take updates that nobody sees, and be in the way of a token that is inserted again under its mint. No
-- foreign key to the mint: its check locks, and so writes, the wide page of each token that is tracked from now on. A flush
-- that takes a token in as it is being deleted may still leave its row; that is folded away once it is idle.
create function forget_deleted_tokens() returns trigger language plpgsql security definer as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from token_market;
    delete from tracked_token;
  else
    delete from token_market m using deleted d where m.token_id = d.id;
    delete from tracked_token k using deleted d where k.token_id = d.id;
  end if;
  return null;
end $$;
-- A path that does not name pg_temp has it first: whoever may delete tokens could put a temporary table in the place of
-- token_market, and the trigger would run with the owner's rights.
-- https://www.postgresql.org/docs/18/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
do $$
begin
  execute pg_catalog.format('alter function %1$I.forget_deleted_tokens() set search_path = pg_catalog, %1$I, pg_temp',
    pg_catalog.current_schema());
end $$;
revoke execute on function forget_deleted_tokens() from public;
create trigger forget_deleted after delete on token_discovery
  referencing old table as deleted for each statement execute function forget_deleted_tokens();
create trigger forget_truncated after truncate on token_discovery
  for each statement execute function forget_deleted_tokens();
