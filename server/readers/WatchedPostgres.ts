import type { PartHealth } from '../types.ts';
import type { PostgresState } from './PostgresReader.ts';
import type { RedisReader, RedisState } from './RedisReader.ts';

/** The watcher's report on its server: the pages have no connection to it. */
export class WatchedPostgres {
  private readonly redisState: RedisReader;

  constructor(redisState: RedisReader) {
    this.redisState = redisState;
  }

  async read(): Promise<PostgresState> {
    const state = await this.redisState.read();
    const { view, observedAt } = state;
    return {
      health: describeHealth(state),
      answeredAt: view?.answeredAt == null ? null : observedAt,
      // Asking for one would be a change, and this only watches.
      mayCheckpoint: false,
      platforms: view?.server?.platforms ?? [],
      settings: view?.settings ?? null,
      mode: null,
    };
  }
}

/** Without user, host and database, which the watcher's log names with the remedy. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'It refuses the user or the password',
  '28000': 'It does not let this role in',
  '3D000': 'It has no database of that name',
  '42501': 'A right is missing',
  '53300': 'It has no connection left',
  '57P03': 'It starts or stops',
  ECONNREFUSED: 'Nothing listens there',
  ENOTFOUND: 'Nobody knows the name of its host',
  ETIMEDOUT: 'It cannot be reached',
};

function describeHealth({ worker, view }: RedisState): PartHealth {
  const version = view?.server?.serverVersionName ?? null;
  if (worker.state !== 'up' || view === null) {
    const detail = 'Not known: the watcher does not report.';
    return { state: 'unknown', detail, version, since: worker.since, code: null };
  }
  const { status, answeredAt = null } = view;
  if (status.connected) {
    return { state: 'up', detail: `PostgreSQL ${version ?? ''} answers.`, version, since: null, code: null };
  }
  const detail = `${REASONS[status.code] ?? 'It does not answer'} (${status.code}). It is tried again; until then nothing is recorded of it.`;
  return { state: 'down', detail, version, since: answeredAt, code: status.code };
}
