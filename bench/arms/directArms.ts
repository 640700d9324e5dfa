import pg from 'pg';
import { createPool } from '../../db/pool.ts';
import { toGroupedUpdate } from '../../db/statements/updateBatch.ts';
import { updateTokens } from '../../db/statements/updateTokens.ts';
import { upsertWriteMode } from '../../db/statements/writeMode.ts';
import type { TokenUpdate } from '../../domain/tokenColumns.ts';
import { abortableDelay } from '../../machine/abortableDelay.ts';
import { writeBatch } from './writeBatch.ts';
import type { ArmServers, ReferenceArm } from './types.ts';

const BATCH_ROWS = 100;
const FLUSH_EVERY_MS = 1_000;

/** One statement per update, over `connections` of them. */
export async function createDirect(
  { databaseUrl }: ArmServers,
  { connections, synchronous }: { readonly connections: number; readonly synchronous: boolean },
): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, connections);
  // The pool insists on durable commits; this arm shows what the others pay for them.
  if (!synchronous) pool.on('connect', (client) => void client.query('set synchronous_commit = off'));
  const { epoch } = await upsertWriteMode(pool, 'direct');
  return {
    accept: async (updates) => {
      for (const update of updates) {
        const input = { epoch, updates: [toGroupedUpdate(update)], component: 'bench', polledOrder: null };
        const result = await updateTokens(pool, input);
        if (result.rowsWritten !== 1) throw new Error('an update wrote no row');
      }
    },
    drain: async () => undefined,
    stop: () => pool.end(),
  };
}

/** Updates wait in the process, merged per row, and go down in batches: what most services do first. */
export async function createInProcess({ databaseUrl }: ArmServers): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, 2);
  const waiting = new Map<string, TokenUpdate>();
  const drain = async (): Promise<void> => {
    const updates = [...waiting.values()];
    waiting.clear();
    for (let from = 0; from < updates.length; from += BATCH_ROWS) {
      await writeBatch(pool, updates.slice(from, from + BATCH_ROWS));
    }
  };
  const timer = repeat(drain);
  return {
    accept: async (updates) => {
      for (const update of updates) waiting.set(update.mint, update);
    },
    drain,
    stop: async () => {
      await timer.stop();
      await pool.end();
    },
  };
}

/** Updates are inserted into an unlogged table, which is merged into the real one every second. */
export async function createStaging({ databaseUrl }: ArmServers): Promise<ReferenceArm> {
  const pool = openPool(databaseUrl, 8);
  await pool.query(
    'create unlogged table if not exists staging (seq bigint generated always as identity, mint text, columns jsonb)',
  );
  const drain = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ columns: TokenUpdate }>(
        `with taken as (delete from staging returning seq, mint, columns)
         select distinct on (mint) columns from taken order by mint, seq desc`,
      );
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        await writeBatch(
          client,
          rows.slice(from, from + BATCH_ROWS).map(({ columns }) => columns),
        );
      }
      await client.query('commit');
    } catch (error: unknown) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  };
  const timer = repeat(drain);
  return {
    accept: async (updates) => {
      await pool.query({
        name: 'stage',
        text: 'insert into staging (mint, columns) select * from unnest($1::text[], $2::jsonb[])',
        values: [updates.map(({ mint }) => mint), updates.map((update) => JSON.stringify(update))],
      });
    },
    drain,
    stop: async () => {
      await timer.stop();
      await pool.end();
    },
  };
}

export function openPool(databaseUrl: string, maxConnections: number): pg.Pool {
  return createPool({
    databaseUrl,
    applicationName: 'bench',
    maxConnections,
    onConnectionError: () => undefined,
  });
}

/** Runs a flush every second, one at a time. */
export function repeat(flush: () => Promise<void>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await abortableDelay(FLUSH_EVERY_MS, stopping.signal);
      if (!stopping.signal.aborted) await flush();
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}
