import type pg from 'pg';
import { readCheckpointSettings, readServerFacts } from '../../db/statements/readServerFacts.ts';
import { type CheckpointSettings, type ServerFacts } from '../../domain/postgres.ts';
import { readWriteMode, type WriteModeRow } from '../../db/statements/writeMode.ts';
import { readSqlState } from '../../db/sqlState.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromPostgres, UnavailableError } from '../unavailable.ts';
import type { PlatformName } from '../../domain/platforms.ts';
import type { PartHealth } from '../types.ts';
import { type PartLook, PartWatch } from './PartWatch.ts';

export interface PostgresState {
  readonly health: PartHealth;
  /** Ms; null where it never answered. */
  readonly answeredAt: number | null;
  readonly mayCheckpoint: boolean;
  /** As in ServerFacts; none while it does not answer. */
  readonly platforms: readonly PlatformName[];
  readonly settings: CheckpointSettings | null;
  /** Null before the first start. */
  readonly mode: WriteModeRow | null;
}

const UNDEFINED_TABLE = '42P01';
const FACTS_KEPT_MS = 30_000;

interface PostgresAnswer extends Omit<PostgresState, 'health' | 'answeredAt'> {
  readonly version: string;
}

export class PostgresReader {
  private readonly pool: pg.Pool;
  private readonly watch = new PartWatch<PostgresAnswer>();
  private facts: { readonly at: number; readonly facts: ServerFacts } | null = null;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /** Never rejects: what cannot be read says so in `health`. */
  async read(): Promise<PostgresState> {
    const look = await this.watch.look(() => fromPostgres(this.readAnswer()));
    const { last, answeredAt, responds } = look;
    if (last === null || !responds) {
      const health = describeSilence(look);
      return { health, answeredAt, mayCheckpoint: false, platforms: [], settings: null, mode: null };
    }
    const { version, ...answer } = last;
    const detail = `PostgreSQL ${version} answers.`;
    return { ...answer, answeredAt, health: { state: 'up', detail, version, since: null, code: null } };
  }

  private async readAnswer(): Promise<PostgresAnswer> {
    const [facts, settings, mode] = await Promise.all([
      this.readFacts(),
      readCheckpointSettings(this.pool),
      readModeOrNull(this.pool),
    ]);
    const { serverVersionName: version, mayCheckpoint, platforms } = facts;
    return { version, mayCheckpoint, platforms, settings, mode };
  }

  /** They change with a restart at the most. */
  private async readFacts(): Promise<ServerFacts> {
    if (this.facts !== null && performance.now() - this.facts.at < FACTS_KEPT_MS) return this.facts.facts;
    const facts = await readServerFacts(this.pool);
    this.facts = { at: performance.now(), facts };
    return facts;
  }
}

function describeSilence({ last, answeredAt, failure, code }: PartLook<PostgresAnswer>): PartHealth {
  const isRefused = failure !== null && !(failure instanceof UnavailableError);
  if (isRefused) logUnexpected(failure);
  const detail = isRefused
    ? 'PostgreSQL refuses what the dashboard reads: the log of the web process says why.'
    : 'Updates wait in the buffer, new rows wait in the queue.';
  return { state: 'down', detail, version: last?.version ?? null, since: answeredAt, code };
}

/** Null also where no worker has made the tables yet. */
async function readModeOrNull(pool: pg.Pool): Promise<WriteModeRow | null> {
  try {
    return await readWriteMode(pool);
  } catch (error: unknown) {
    if (readSqlState(error) === UNDEFINED_TABLE) return null;
    throw error;
  }
}
