// A process of the harness: it buffers what it is sent, and flushes again and again.
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createBuffer, type LostHistoryError, type Table } from '../../buffer/index.ts';
import { BUFFER_CONTROLS, type FromProcess, type ToProcess } from './messages.ts';
import { spoil } from './spoil.ts';
import { TABLES } from './tables.ts';

const MAX_PAUSE_MS = 30;
const control = BUFFER_CONTROLS.find((name) => name === process.argv[2]) ?? null;
const report = (message: FromProcess): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));

const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 6,
  connectionTimeoutMillis: 2_000,
});
pool.on('error', () => undefined);
const redis = new Redis(process.env['REDIS_URL']!, {
  commandTimeout: 2_000,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 50,
});
redis.on('error', () => undefined);
const buffer = createBuffer({
  name: 'chaos',
  tables: Object.values(TABLES),
  ...spoil({ pool, redis }, control),
  flushEveryMs: 3_600_000,
  batchSize: 40,
  shards: 2,
  writerWaitMs: 1_000,
  parkFirstMs: 10,
});

while (!(await start())) await delay(100);
report({ type: 'ready' });
process.on('message', (request: ToProcess) => void answer(request));
for (;;) {
  await buffer.flush().catch(noteFailure);
  await delay(Math.random() * MAX_PAUSE_MS);
}

async function start(): Promise<boolean> {
  try {
    await buffer.start();
    return true;
  } catch (error: unknown) {
    noteFailure(error);
    return false;
  }
}

async function answer({ call, updates }: ToProcess): Promise<void> {
  const accepted: string[] = [];
  await Promise.all(
    updates.map(async ({ id, table, row }) => {
      try {
        await buffer.update<never, never>(TABLES[table] as unknown as Table<never, never>, row as never, {
          id,
        });
        accepted.push(id);
      } catch (error: unknown) {
        noteFailure(error);
      }
    }),
  );
  report({ type: 'done', call, accepted });
}

/** Outages are what the harness makes; a lost history is what it must never see. */
function noteFailure(error: unknown): void {
  const { name, message } = error as LostHistoryError;
  if (['LostHistoryError', 'InvalidValueError', 'TableDefinitionError'].includes(name))
    report({ type: 'failed', message });
}
