import { setTimeout as delay } from 'node:timers/promises';
import { TRPCError } from '@trpc/server';
import pg from 'pg';
import { toConnectionString } from '../../db/address.ts';
import { readServerFacts } from '../../db/statements/readServerFacts.ts';
import { fromPostgres } from '../unavailable.ts';
import { logUnexpected } from '../logUnexpected.ts';
import type { PipelineServices } from '../services.ts';

const PATIENCE_MS = 5_000;

export interface CheckpointAnswer {
  /** False: it still runs; the live stream shows its end. */
  readonly finished: boolean;
}

/** CHECKPOINT, on a connection of its own without a time limit; one at a time. Waits 5 s for its end at the most. */
export async function requestCheckpoint(services: PipelineServices): Promise<CheckpointAnswer> {
  const { mayCheckpoint } = await fromPostgres(readServerFacts(services.pool));
  if (!mayCheckpoint) {
    throw new TRPCError({
      code: 'PRECONDITION_FAILED',
      message:
        'This role may not request a checkpoint: it needs the role pg_checkpoint (PostgreSQL 15 and newer)',
    });
  }
  const checkpoint = services.checkpointRun.join(() => startCheckpoint(services.config.databaseUrl));
  const patience = new AbortController();
  try {
    return await Promise.race([
      checkpoint.then(() => ({ finished: true })),
      delay(PATIENCE_MS, { finished: false }, { signal: patience.signal }),
    ]);
  } finally {
    patience.abort();
  }
}

function startCheckpoint(databaseUrl: string | undefined): Promise<void> {
  const checkpoint = fromPostgres(runCheckpoint(databaseUrl));
  // It may fail when nobody waits any more.
  checkpoint.catch(logUnexpected);
  return checkpoint;
}

async function runCheckpoint(databaseUrl = ''): Promise<void> {
  const client = new pg.Client({
    connectionString: toConnectionString(databaseUrl),
    application_name: 'breakwater checkpoint',
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: 0,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
