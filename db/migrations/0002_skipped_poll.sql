-- Up Migration

-- Per shard, the newest order of a poll that was acknowledged without a write because nothing had changed. Not a column
-- of sync_shard: a flush raises the epoch before it writes, and knows only afterwards what it left as it was.
create table skipped_poll (
  shard         integer primary key,
  newest_order  bigint not null
);
insert into skipped_poll select shard, skipped_order from sync_shard where skipped_order > 0;
alter table sync_shard drop column skipped_order;

-- Down Migration

alter table sync_shard add column skipped_order bigint not null default 0;
update sync_shard s set skipped_order = p.newest_order from skipped_poll p where p.shard = s.shard;
drop table skipped_poll;
