import {
  type CheckpointSettings,
  readCheckpointSettings,
  readServerFacts,
  type ServerFacts,
} from '../../db/statements/readServerFacts.ts';
import { readWriteMode, type WriteModeRow } from '../../db/statements/writeMode.ts';
import { readSqlState } from '../../db/sqlState.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromPostgres, PartAwayError } from '../partAway.ts';
import type { Services } from '../services.ts';
import type { PartHealth } from '../types.ts';

export interface PostgresState {
  readonly health: PartHealth;
  readonly mayCheckpoint: boolean;
  readonly settings: CheckpointSettings | null;
  /** Null before the first start. */
  readonly mode: WriteModeRow | null;
}

const UNDEFINED_TABLE = '42P01';
const FACTS_KEPT_MS = 30_000;
const keptFacts = new WeakMap<Services, { readonly at: number; readonly facts: ServerFacts }>();

/** Never rejects: what cannot be read says so in `health`. */
export async function readPostgresState(services: Services): Promise<PostgresState> {
  try {
    const [facts, settings, mode] = await fromPostgres(
      Promise.all([readFacts(services), readCheckpointSettings(services.pool), readModeOrNull(services)]),
    );
    const version = facts.serverVersionName;
    const health = { ok: true, detail: `PostgreSQL ${version} answers.`, version };
    return { health, mayCheckpoint: facts.mayCheckpoint, settings, mode };
  } catch (error: unknown) {
    if (!(error instanceof PartAwayError)) logUnexpected(error);
    const detail =
      error instanceof PartAwayError
        ? 'PostgreSQL does not answer: updates wait in the buffer, new rows wait in the queue.'
        : 'PostgreSQL refuses what the dashboard reads: the log of the web process says why.';
    return { health: { ok: false, detail, version: null }, mayCheckpoint: false, settings: null, mode: null };
  }
}

/** They change with a restart at the most. */
async function readFacts(services: Services): Promise<ServerFacts> {
  const kept = keptFacts.get(services);
  if (kept !== undefined && performance.now() - kept.at < FACTS_KEPT_MS) return kept.facts;
  const facts = await readServerFacts(services.pool);
  keptFacts.set(services, { at: performance.now(), facts });
  return facts;
}

/** Null also where no worker has made the tables yet. */
async function readModeOrNull({ pool }: Services): Promise<WriteModeRow | null> {
  try {
    return await readWriteMode(pool);
  } catch (error: unknown) {
    if (readSqlState(error) === UNDEFINED_TABLE) return null;
    throw error;
  }
}
