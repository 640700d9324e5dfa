// A shop: stock is a sum that orders and deliveries change, the price is the last one set.
import { bulkUpdate, createBuffer, defineTable, prepare } from 'breakwater-buffer';
import { Redis } from 'ioredis';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const redis = new Redis(process.env.REDIS_URL, { commandTimeout: 10_000, maxRetriesPerRequest: 1 });

await pool.query('create schema if not exists shop');
await pool.query(`create table if not exists shop.product (
  id bigint primary key, price numeric(10,2), stock integer check (stock >= 0), sold numeric(14,2))`);
await pool.query(
  'insert into shop.product (id, stock) select generate_series(1, 50), 0 on conflict do nothing',
);
await prepare(pool);

const products = defineTable({
  table: 'shop.product',
  key: { id: 'bigint' },
  columns: {
    price: 'numeric(10,2)',
    stock: { type: 'integer', merge: 'add' },
    sold: { type: 'numeric(14,2)', merge: 'add' },
  },
});

// At once, without Redis: a delivery of 100 each.
await bulkUpdate(
  pool,
  products,
  Array.from({ length: 50 }, (_, i) => ({ id: i + 1, stock: 100, price: '9.99' })),
);

const redisSettings = process.env.ANY_REDIS === 'yes' ? 'assumed' : 'checked';
const buffer = createBuffer({ name: 'shop', tables: [products], pool, redis, redisSettings });
const dead = [];
buffer.on('dead', (letter) => dead.push(letter));
await buffer.start();

for (let order = 0; order < 1_000; order++) {
  await buffer.update(products, { id: (order % 50) + 1, stock: -1, sold: '9.99' }, { id: `order-${order}` });
}
// More than there is: PostgreSQL refuses the row, and the update waits as a dead letter.
await buffer.flush();
await buffer.update(products, { id: 7, stock: -500 });
await buffer.flush();
// A delivery makes room, and the letter is accepted again.
await buffer.update(products, { id: 7, stock: 1_000 });
await buffer.replay(products, dead[0].id);
await buffer.stop();

const { rows } = await pool.query('select sum(stock)::int as stock, sum(sold) as sold from shop.product');
console.log(JSON.stringify({ ...rows[0], dead: dead.map(({ code }) => code) }));
await pool.end();
redis.disconnect();
