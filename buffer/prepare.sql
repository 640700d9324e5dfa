-- What breakwater-buffer needs in PostgreSQL: run it once, as the owner of the database, or call prepare(pool).
create schema if not exists breakwater_buffer;

-- How often each shard of a buffered table was written: a flush that another one overtook writes nothing.
create table if not exists breakwater_buffer.shard (
  buffer text not null,
  table_name text not null,
  shard integer not null,
  epoch bigint not null default 0,
  primary key (buffer, table_name, shard)
);

-- For tables with sums: what each write took out of the buffer, until Redis has done so.
create table if not exists breakwater_buffer.record (
  buffer text not null,
  table_name text not null,
  shard integer not null,
  epoch bigint not null,
  content text not null,
  primary key (buffer, table_name, shard, epoch)
);
