// Counters per page and day: a row is made at its first view, and every view is counted once.
import { createBuffer, defineTable, prepare } from 'breakwater-buffer';
import { Redis } from 'ioredis';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const redis = new Redis(process.env.REDIS_URL, { commandTimeout: 10_000, maxRetriesPerRequest: 1 });

await pool.query(`
  create table if not exists page_view (
    page text, day date, views bigint not null default 0, seconds numeric(12,1), last_seen timestamptz,
    primary key (day, page)
  ) partition by range (day)`);
await pool.query(`create table if not exists page_view_2026 partition of page_view
  for values from ('2026-01-01') to ('2027-01-01')`);
await prepare(pool);

const pageViews = defineTable({
  table: 'page_view',
  key: { day: 'date', page: 'text' },
  columns: {
    views: { type: 'bigint', merge: 'add' },
    seconds: { type: 'numeric(12,1)', merge: 'add' },
    last_seen: { type: 'timestamptz', merge: 'max' },
  },
  missing: 'insert',
});

// Sums need appendonly yes and appendfsync always; a Redis for trying things out may be taken as it is.
const redisSettings = process.env.ANY_REDIS === 'yes' ? 'assumed' : 'checked';
const buffer = createBuffer({ name: 'page-views', tables: [pageViews], pool, redis, redisSettings });
await buffer.start();

const PAGES = ['/', '/pricing', '/docs'];
for (let n = 0; n < 3_000; n += 100) {
  const views = Array.from({ length: 100 }, (_, i) => ({
    day: n < 1_500 ? '2026-01-31' : '2026-02-01',
    page: PAGES[i % 3],
    views: 1,
    seconds: '0.1',
    last_seen: new Date(),
  }));
  await buffer.updateMany(pageViews, views);
}
// A request that is retried counts once.
for (let attempt = 0; attempt < 3; attempt++) {
  await buffer.update(pageViews, { day: '2026-02-01', page: '/', views: 1 }, { id: 'request-17' });
}
await buffer.stop();

const { rows } = await pool.query(
  'select sum(views)::int as views, sum(seconds) as seconds, count(*)::int as rows from page_view',
);
console.log(JSON.stringify(rows[0]));
await pool.end();
redis.disconnect();
