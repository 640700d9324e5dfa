import { chooseCountWindow, chooseCycleWindow, type Load } from '../../domain/figureWindow.ts';
import { schedulesKey, SYNC_QUEUE } from '../../redis/keys.ts';
import type { SyncReport } from '../../domain/history.ts';
import { isUnbuffered, type StrategyName } from '../../domain/strategies.ts';
import { fromRedis } from '../unavailable.ts';
import type { Services } from '../services.ts';
import type { Figures } from '../../domain/figures.ts';
import type { FigureWindows } from '../figureTypes.ts';
import { readFigures } from './figures.ts';
import { readCheckpoints, readLastSwitch } from './history.ts';
import type { RedisState } from './RedisReader.ts';

/** A workload hour may be shorter than this at high time scales. */
export const MIN_WINDOW_MS = 60_000;
const CHECKPOINTS_READ = 20;
const DETAIL = { points: 36, stepMs: 1_000 };

/** The figures of now: every place that shows one gets it from here. */
export async function readCurrentFigures(
  services: Services,
  redis: RedisState,
  strategy: StrategyName | null,
): Promise<Figures> {
  return readFigures(services, await readCurrentWindows(services, redis, strategy), DETAIL);
}

async function readCurrentWindows(
  services: Services,
  { worker, view, steadySince }: RedisState,
  strategy: StrategyName | null,
): Promise<FigureWindows> {
  const timeScale = worker.timeScale ?? services.config.timeScale;
  const now = (await fromRedis(services.history.readNewestTime())) ?? Date.now();
  const switchedAt = await readLastSwitch(services);
  const { pipeline } = services.system;
  const syncs = pipeline && !isUnbuffered(strategy);
  const turnMs = (worker.syncIntervalMs ?? services.config.syncIntervalMs) / timeScale;
  const load: Load = {
    now,
    steadySince: steadySince === null ? null : Math.max(steadySince, switchedAt),
    syncMs: syncs ? turnMs : null,
    syncAt: syncs ? await readSyncMoment(services, now) : null,
    turnMs,
    mostMs: Math.max(MIN_WINDOW_MS, 3_600_000 / timeScale),
    samples: { at: 0, everyMs: 1_000 },
  };
  const checkpointSeconds = view?.settings?.checkpointTimeoutSeconds ?? null;
  const running = view?.running == null ? [] : [view.running.startedAt];
  const startedAt = [...(await readStarts(services, load.steadySince ?? now)), ...running];
  return {
    counts: pipeline ? chooseCountWindow(load) : null,
    cycles:
      checkpointSeconds === null
        ? null
        : chooseCycleWindow(load, { checkpointMs: checkpointSeconds * 1_000, startedAt }),
    timeScale,
  };
}

/**
 * A moment at which a sync begins, ms: by the schedule, which does not move as syncs take their time; without one, the
 * last of them up to `at`. Null: none is known.
 */
export async function readSyncMoment({ redis, history }: Services, at: number): Promise<number | null> {
  const nextAt = await fromRedis(redis.zscore(schedulesKey(SYNC_QUEUE), SYNC_QUEUE));
  if (nextAt !== null) return Number(nextAt);
  const [sync] = await fromRedis(history.readEvents<SyncReport>('syncs', { from: 0, to: at, limit: 1 }));
  return sync === undefined ? null : sync.at - sync.value.seconds * 1_000;
}

/** Oldest first, of those that are over. */
async function readStarts(services: Services, since: number): Promise<number[]> {
  const range = { from: since, to: Date.now(), limit: CHECKPOINTS_READ };
  return (await readCheckpoints(services, range)).map(({ startedAt }) => startedAt).toReversed();
}
