import type { PartHealth } from '../types.ts';
import type { PostgresState } from './PostgresReader.ts';
import type { RedisReader, RedisState } from './RedisReader.ts';

/** What the watcher reports of its server: the pages have no connection to it. */
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
  const detail = `It is tried again (${status.code}). Until it answers nothing is recorded of it.`;
  return { state: 'down', detail, version, since: answeredAt, code: status.code };
}
