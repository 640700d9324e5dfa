import type { Advice } from '../../domain/advice.ts';
import type { HistorySample } from '../../domain/history.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { History } from '../../redis/history.ts';
import { LIVE_STATE_KEY, SETTINGS_KEY, watchedLiveKey } from '../../redis/keys.ts';
import { type LiveState, readLiveState } from '../../redis/liveState.ts';
import type { ObserverView } from '../../domain/observerView.ts';
import { logUnexpected } from '../logUnexpected.ts';
import { fromRedis, UnavailableError } from '../unavailable.ts';
import type { PartHealth, WorkerHealth } from '../types.ts';
import { describeWorker } from './describeWorker.ts';
import { Heartbeat } from './Heartbeat.ts';
import { type PartLook, PartWatch } from './PartWatch.ts';
import { countMembers, listShardKeys, toShardCount } from './shards.ts';

/** An older sample is no figure of now. */
export const FRESH_MS = 15_000;

export interface RedisState {
  readonly health: PartHealth;
  readonly worker: WorkerHealth;
  /** Ms, each null where nothing came yet: Redis' last answer, the worker's last report, and its last of PostgreSQL. */
  readonly answeredAt: number | null;
  readonly reportedAt: number | null;
  readonly observedAt: number | null;
  /** While Redis or the worker is silent, what was last seen. */
  readonly view: ObserverView | null;
  readonly sample: HistorySample | null;
  /** The strategy asked for. */
  readonly asked: string | null;
  /** Rows that wait for the sync job. */
  readonly waiting: number;
  readonly advice: readonly Advice[];
  /** Ms: what was counted before is no base for figures; null while it goes on: see LiveState. */
  readonly steadySince: number | null;
}

type WorkerState = LiveState<ObserverView | null>;

interface RedisAnswer {
  readonly version: string | null;
  readonly live: WorkerState | null;
  /** By this process's clock. */
  readonly reportedAt: number | null;
  readonly sample: HistorySample | null;
  readonly asked: string | null;
  readonly waiting: number;
}

const NOTHING: RedisAnswer = {
  version: null,
  live: null,
  reportedAt: null,
  sample: null,
  asked: null,
  waiting: 0,
};

interface RedisReaderDeps {
  readonly redis: RedisClient;
  readonly history: History;
  /** The server that is watched; null: that of the pipeline. */
  readonly watched: string | null;
}

export class RedisReader {
  private readonly redis: RedisClient;
  private readonly history: History;
  private readonly watched: string | null;
  private readonly watch = new PartWatch<RedisAnswer>();
  private readonly heartbeat = new Heartbeat();

  constructor({ redis, history, watched }: RedisReaderDeps) {
    this.redis = redis;
    this.watched = watched;
    this.history = history;
  }

  /** Never rejects: what cannot be read says so in `health`. */
  async read(): Promise<RedisState> {
    const look = await this.watch.look(() => fromRedis(this.readAnswer()));
    const now = Date.now();
    const { live, reportedAt, sample, asked, waiting } = look.last ?? NOTHING;
    const health = describeRedis(look, this.watched !== null);
    const worker = describeWorker({
      live,
      reportedAt,
      now,
      isHeard: look.responds,
      isWatcher: this.watched !== null,
    });
    return {
      health,
      worker,
      answeredAt: look.answeredAt,
      reportedAt,
      observedAt: live === null || reportedAt === null ? null : reportedAt - observedLagMs(live),
      view: worker.state === 'up' ? (live?.view ?? null) : toLastSeen(live, worker),
      sample: sample !== null && now - (reportedAt ?? sample.at) <= FRESH_MS ? sample : null,
      asked,
      waiting,
      advice: live?.advice ?? [],
      steadySince: live?.steadySince === undefined ? 0 : live.steadySince,
    };
  }

  private async readAnswer(): Promise<RedisAnswer> {
    const { redis, history, watched } = this;
    const now = Date.now();
    const liveKey = watched === null ? LIVE_STATE_KEY : watchedLiveKey(watched);
    const [info, buffer, live, samples] = await Promise.all([
      redis.info('server'),
      watched === null ? readBufferState(redis) : NO_BUFFER,
      readLiveState<ObserverView | null>(redis, liveKey),
      history.readSamples({ from: now - FRESH_MS, to: now + 1_000, points: 20 }),
    ]);
    return {
      version: readVersion(info),
      live,
      reportedAt: live === null ? null : this.heartbeat.see(live.at, Date.now()),
      sample: samples.at(-1) ?? null,
      ...buffer,
    };
  }
}

const NO_BUFFER = { asked: null, waiting: 0 } as const;

async function readBufferState(redis: RedisClient): Promise<Pick<RedisAnswer, 'asked' | 'waiting'>> {
  const [asked = null, shards = null] = await redis.hmget(SETTINGS_KEY, 'strategy', 'shards');
  const dirty = listShardKeys(toShardCount(shards)).map((keys) => keys.dirty);
  return { asked, waiting: await countMembers(redis, dirty) };
}

function describeRedis(
  { last, responds, answeredAt, failure, code }: PartLook<RedisAnswer>,
  isWatching: boolean,
): PartHealth {
  const version = last?.version ?? null;
  if (responds)
    return { state: 'up', detail: `${version ?? 'Redis'} answers.`, version, since: null, code: null };
  if (failure !== null && !(failure instanceof UnavailableError)) logUnexpected(failure);
  const detail = isWatching
    ? 'Nothing is recorded, and nothing new is shown here.'
    : 'Updates wait in the worker, and nothing new is shown here.';
  return { state: 'down', detail, version, since: answeredAt, code };
}

/** How long before its report the worker last heard of PostgreSQL, ms. */
function observedLagMs({ at, view }: WorkerState): number {
  const answeredAt = view?.answeredAt ?? null;
  return answeredAt === null ? 0 : Math.max(0, at - answeredAt);
}

/** Nobody is heard any more: what the worker reported last is what was last seen. */
function toLastSeen(live: WorkerState | null, { state, lastSeenAt }: WorkerHealth): ObserverView | null {
  const view = live?.view ?? null;
  if (view === null || lastSeenAt === null || !view.status.connected) return view;
  const code = state === 'unknown' ? 'no Redis' : 'no worker';
  return { ...view, status: { connected: false, since: lastSeenAt, code } };
}

/** "Valkey 8.0.1" or "Redis 7.2.4". */
function readVersion(info: string): string | null {
  const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1];
  if (valkey !== undefined) return `Valkey ${valkey}`;
  const redis = /^redis_version:(\S+)/m.exec(info)?.[1];
  return redis === undefined ? null : `Redis ${redis}`;
}
