import { defineTable } from '../../buffer/index.ts';

/** The tables of the package's examples: a composite key in partitions, an order, a check that refuses. */
export const SCHEMA = `
  create table page_view (
    page text, day date, views bigint not null default 0, seconds numeric(12,1), last_seen timestamptz,
    primary key (day, page)
  ) partition by range (day);
  create table page_view_1 partition of page_view for values from ('2026-01-01') to ('2026-01-16');
  create table page_view_2 partition of page_view for values from ('2026-01-16') to ('2026-02-01');
  create table device (id integer primary key, last_seen timestamptz, state text, battery integer, measured_at timestamptz);
  insert into device (id) select generate_series(1, 200);
  create table product (id bigint primary key, price numeric(12,2), stock integer);
  insert into product (id) select generate_series(1, 200)`;

export const pageViews = defineTable({
  table: 'page_view',
  key: { day: 'date', page: 'text' },
  columns: {
    views: { type: 'bigint', merge: 'add' },
    seconds: { type: 'numeric(12,1)', merge: 'add' },
    last_seen: { type: 'timestamptz', merge: 'max' },
  },
  missing: 'insert',
});
export const devices = defineTable({
  table: 'device',
  key: { id: 'integer' },
  columns: {
    last_seen: { type: 'timestamptz', merge: 'max' },
    state: 'text',
    battery: { type: 'integer', order: 'measured_at' },
    measured_at: 'timestamptz',
  },
});
export const products = defineTable({
  table: 'product',
  key: { id: 'bigint' },
  columns: { price: 'numeric(12,2)', stock: { type: 'integer', merge: 'add' } },
});

export const TABLES = { page_view: pageViews, device: devices, product: products } as const;
export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];
export const ROWS = 200;
