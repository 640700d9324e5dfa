// Devices report late and out of order: the latest contact, the last state, and the battery by when it was measured.
import { createBuffer, defineTable, prepare } from 'breakwater-buffer';
import { Redis } from 'ioredis';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const redis = new Redis(process.env.REDIS_URL, { commandTimeout: 10_000, maxRetriesPerRequest: 1 });

await pool.query(`create table if not exists device (
  id uuid primary key, last_seen timestamptz, state text, battery integer, measured_at timestamptz, first_ip inet)`);
const ids = Array.from({ length: 200 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
await pool.query('insert into device (id) select unnest($1::uuid[]) on conflict do nothing', [ids]);
await prepare(pool);

const devices = defineTable({
  table: 'device',
  key: { id: 'uuid' },
  columns: {
    last_seen: { type: 'timestamptz', merge: 'max' },
    state: 'text',
    battery: { type: 'integer', order: 'measured_at' },
    measured_at: 'timestamptz',
    first_ip: { type: 'inet', merge: 'first' },
  },
});
const buffer = createBuffer({ name: 'devices', tables: [devices], pool, redis, flushEveryMs: 200 });
buffer.on('dead', ({ reason }) => console.error(reason));
await buffer.start();

const START = Date.parse('2026-01-01T00:00:00Z');
for (let round = 0; round < 20; round++) {
  // The measurement of the round before arrives after this one.
  for (const measured of [round, round - 1]) {
    await buffer.updateMany(
      devices,
      ids.map((id) => ({
        id,
        last_seen: new Date(START + measured * 1_000),
        state: `round ${round}`,
        battery: 100 - measured,
        measured_at: new Date(START + measured * 1_000),
        first_ip: `10.0.0.${round}`,
      })),
    );
  }
}
await buffer.stop();

const { rows } = await pool.query(
  'select count(*)::int as devices, state, battery, first_ip from device group by 2, 3, 4',
);
console.log(JSON.stringify(rows));
await pool.end();
redis.disconnect();
