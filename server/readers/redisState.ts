import type { HistorySample } from '../../redis/history.ts';
import { SETTINGS_KEY } from '../../redis/keys.ts';
import { type LiveState, readLiveState } from '../../redis/liveState.ts';
import type { ObserverView } from '../../worker/observers/checkpoints/observerView.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromRedis, PartAwayError } from '../partAway.ts';
import type { Services } from '../services.ts';
import type { PartHealth, WorkerHealth } from '../types.ts';
import { countMembers, listShardKeys, toShardCount } from './shards.ts';

/** A worker writes each second; beyond this it is taken for gone. */
export const FRESH_MS = 15_000;

export interface RedisState {
  readonly health: PartHealth;
  readonly worker: WorkerHealth;
  readonly view: ObserverView | null;
  readonly sample: HistorySample | null;
  /** The strategy asked for. */
  readonly asked: string | null;
  /** Rows that wait for the sync job. */
  readonly waiting: number;
  /** Ms: what was counted before is no base for figures: a table was loaded, or time ran at another scale. */
  readonly steadySince: number;
}

/** Never rejects: what cannot be read says so in `health`. */
export async function readRedisState(services: Services): Promise<RedisState> {
  try {
    return await fromRedis(readState(services));
  } catch (error: unknown) {
    if (!(error instanceof PartAwayError)) logUnexpected(error);
    const detail = 'Redis does not answer: updates wait in the worker, and nothing new is shown here.';
    const unseen = 'Redis does not answer, so the worker cannot be seen.';
    return {
      health: { ok: false, detail, version: null },
      worker: describeWorker(null, unseen),
      view: null,
      sample: null,
      asked: null,
      waiting: 0,
      steadySince: 0,
    };
  }
}

async function readState({ redis, history }: Services): Promise<RedisState> {
  const now = Date.now();
  const [info, settings, live, samples] = await Promise.all([
    redis.info('server'),
    redis.hmget(SETTINGS_KEY, 'strategy', 'shards'),
    readLiveState<ObserverView | null>(redis),
    history.readSamples({ from: now - FRESH_MS, to: now + 1_000, points: 20 }),
  ]);
  const dirty = listShardKeys(toShardCount(settings[1] ?? null)).map((keys) => keys.dirty);
  const version = readVersion(info);
  const worker = describeWorker(live, 'No worker has run yet: start one with npm start.');
  return {
    health: { ok: true, detail: `${version ?? 'Redis'} answers.`, version },
    worker,
    view: worker.ok ? (live?.view ?? null) : toLastSeen(live),
    sample: samples.at(-1) ?? null,
    asked: settings[0] ?? null,
    waiting: await countMembers(redis, dirty),
    steadySince: live?.steadySince === null ? now : (live?.steadySince ?? 0),
  };
}

/** Nobody watches any more: what a worker told that is gone is what was last seen. */
function toLastSeen(live: LiveState<ObserverView | null> | null): ObserverView | null {
  const view = live?.view ?? null;
  if (live === null || view === null || !view.status.connected) return view;
  return { ...view, status: { connected: false, since: live.at, code: 'no worker' } };
}

/** "Valkey 8.0.1" or "Redis 7.2.4". */
function readVersion(info: string): string | null {
  const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1];
  if (valkey !== undefined) return `Valkey ${valkey}`;
  const redis = /^redis_version:(\S+)/m.exec(info)?.[1];
  return redis === undefined ? null : `Redis ${redis}`;
}

function describeWorker(live: LiveState | null, unseen: string): WorkerHealth {
  const silentMs = live === null ? 0 : Math.max(0, Date.now() - live.at);
  const ok = live !== null && silentMs <= FRESH_MS;
  const silent = `The worker was last seen ${describeAge(silentMs)} ago: nothing is taken in or written until it runs.`;
  return {
    ok,
    detail: live === null ? unseen : ok ? 'The worker runs.' : silent,
    version: live?.version ?? null,
    lastSeenAt: live?.at ?? null,
    startedAt: live?.startedAt ?? null,
    source: live?.source ?? null,
    preset: live?.preset ?? null,
    timeScale: live?.timeScale ?? null,
    syncIntervalMs: live?.syncIntervalMs ?? null,
  };
}

function describeAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes >= 120) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 2 ? `${minutes} min` : `${Math.round(ms / 1_000)} s`;
}
