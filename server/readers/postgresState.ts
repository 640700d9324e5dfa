import { readCheckpointSettings, readServerFacts } from '../../db/statements/readServerFacts.ts';
import { type CheckpointSettings, type ServerFacts } from '../../domain/postgres.ts';
import { readWriteMode, type WriteModeRow } from '../../db/statements/writeMode.ts';
import { readSqlState } from '../../db/sqlState.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromPostgres, PartAwayError } from '../partAway.ts';
import type { Services } from '../services.ts';
import type { PartHealth } from '../types.ts';
import { type PartLook, PartWatch } from './PartWatch.ts';

export interface PostgresState {
  readonly health: PartHealth;
  /** Ms; null where it never answered. */
  readonly answeredAt: number | null;
  readonly mayCheckpoint: boolean;
  readonly settings: CheckpointSettings | null;
  /** Null before the first start. */
  readonly mode: WriteModeRow | null;
}

const UNDEFINED_TABLE = '42P01';
const FACTS_KEPT_MS = 30_000;
const keptFacts = new WeakMap<Services, { readonly at: number; readonly facts: ServerFacts }>();

interface PostgresAnswer extends Omit<PostgresState, 'health' | 'answeredAt'> {
  readonly version: string;
}

const watches = new WeakMap<Services, PartWatch<PostgresAnswer>>();

/** Never rejects: what cannot be read says so in `health`. */
export async function readPostgresState(services: Services): Promise<PostgresState> {
  const watch = watches.get(services) ?? new PartWatch<PostgresAnswer>();
  watches.set(services, watch);
  const look = await watch.look(() => fromPostgres(readAnswer(services)));
  const { last, answeredAt, responds } = look;
  if (last === null || !responds) {
    return { health: describeSilence(look), answeredAt, mayCheckpoint: false, settings: null, mode: null };
  }
  const { version, ...answer } = last;
  const detail = `PostgreSQL ${version} answers.`;
  return { ...answer, answeredAt, health: { state: 'up', detail, version, since: null, code: null } };
}

async function readAnswer(services: Services): Promise<PostgresAnswer> {
  const [facts, settings, mode] = await Promise.all([
    readFacts(services),
    readCheckpointSettings(services.pool),
    readModeOrNull(services),
  ]);
  return { version: facts.serverVersionName, mayCheckpoint: facts.mayCheckpoint, settings, mode };
}

function describeSilence({ last, answeredAt, failure, code }: PartLook<PostgresAnswer>): PartHealth {
  const isRefused = failure !== null && !(failure instanceof PartAwayError);
  if (isRefused) logUnexpected(failure);
  const detail = isRefused
    ? 'PostgreSQL refuses what the dashboard reads: the log of the web process says why.'
    : 'Updates wait in the buffer, new rows wait in the queue.';
  return { state: 'down', detail, version: last?.version ?? null, since: answeredAt, code };
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
