-- Up Migration

-- Fewer pages a sync. A price point holds the price alone: the market cap is that times the supply, and nothing has read it.
alter table token_price drop column market_cap_usd;

-- A page that vacuum or analyze touches (visibility, hint bits) after a checkpoint has written it is written once more. Price
-- points are vacuumed when a sync has added a batch of them, while their pages are dirty anyway, and then left alone: by
-- default a page of a large table waits for a fifth of the table. Statistics of both tables would change no plan: each is
-- read by its key, or as a whole.
alter table token_price set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_analyze_scale_factor = 10
);
alter table token_market set (autovacuum_analyze_scale_factor = 10);
-- One row per shard, updated in place (HOT) and pruned by whoever updates it.
alter table sync_shard set (autovacuum_vacuum_threshold = 100000, autovacuum_analyze_threshold = 100000);

-- Down Migration

alter table token_price add column market_cap_usd numeric;

alter table sync_shard reset (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
alter table token_market reset (autovacuum_analyze_scale_factor);
alter table token_price reset (
  autovacuum_vacuum_insert_scale_factor,
  autovacuum_vacuum_insert_threshold,
  autovacuum_analyze_scale_factor
);
