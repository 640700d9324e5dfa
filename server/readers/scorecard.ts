import type { ObserverView } from '../../worker/observers/checkpoints/observerView.ts';
import { judgeEmpties, judgeLoss, judgeMemory, judgeNotFound } from '../scorecard/bufferCriteria.ts';
import { judgeBuffers, judgeDuration, judgeInterval } from '../scorecard/checkpointCriteria.ts';
import { type Evidence, measureGaps, selectCheckpoints } from '../scorecard/evidence.ts';
import { judgeCreateLatency, judgeMarketLatency, judgeWrites } from '../scorecard/rateCriteria.ts';
import type { Services } from '../services.ts';
import { findSimulatedWorkload } from '../simulatedWorkload.ts';
import { toStrategyName } from '../strategyNames.ts';
import type { Criterion, WorkerHealth } from '../types.ts';
import { readCounterWindow } from './counterWindow.ts';
import { computeFigures } from './figures.ts';
import { recognizeProfile } from '../profiles.ts';
import { readCheckpoints, readToggles } from './history.ts';
import { readPostgresState } from './postgresState.ts';
import { readRedisState } from './redisState.ts';

const CHECKPOINTS_READ = 50;
/** Narrow ones: the mean of a wide bucket hides the greatest age in it. */
const MOST_BUCKETS = 720;

/** The success criteria of the fix, judged on the last workload hour or since the last toggle. */
export async function readScorecard(services: Services): Promise<readonly Criterion[]> {
  return judge(await readEvidence(services));
}

async function readEvidence(services: Services): Promise<Evidence> {
  const [redis, postgres] = await Promise.all([readRedisState(services), readPostgresState(services)]);
  const timeScale = redis.worker.timeScale ?? services.config.timeScale;
  const { steadySince } = redis;
  const range = { from: 0, to: Date.now() };
  const [window, [toggle], checkpoints] = await Promise.all([
    readCounterWindow(services, { timeScale, steadySince, points: MOST_BUCKETS }),
    readToggles(services, { ...range, limit: 1 }),
    readCheckpoints(services, { ...range, limit: CHECKPOINTS_READ }),
  ]);
  const { settings } = postgres;
  const begunAt = Math.max(toggle?.at ?? 0, steadySince);
  const checkpointTimeoutSeconds = settings?.checkpointTimeoutSeconds ?? null;
  const since = Math.max(toggle?.at ?? 0, redis.worker.startedAt ?? 0, readConnectedSince(redis.view));
  return {
    strategy: toStrategyName(postgres.mode?.strategy),
    timeScale,
    syncIntervalMs: redis.worker.syncIntervalMs ?? services.config.syncIntervalMs,
    checkpointTimeoutSeconds,
    profile:
      settings === null
        ? null
        : recognizeProfile(settings, { timeScale, embedded: services.config.embedded }),
    preset: describePreset(services, redis.worker),
    window,
    figures: computeFigures(window, timeScale),
    checkpoints: selectCheckpoints(checkpoints, begunAt === 0 ? null : begunAt),
    gapsMs: measureGaps(checkpoints, { since, checkpointTimeoutSeconds }),
  };
}

function describePreset({ config }: Services, worker: WorkerHealth): Evidence['preset'] {
  const workload = findSimulatedWorkload(worker);
  if (workload === null || worker.preset === null) return null;
  return { name: worker.preset, workload: { ...workload, batchRows: config.batchSize } };
}

const readConnectedSince = (view: ObserverView | null): number =>
  view?.status.connected === true ? view.status.since : 0;

const judge = (evidence: Evidence): readonly Criterion[] =>
  [
    judgeNotFound,
    judgeInterval,
    judgeDuration,
    judgeBuffers,
    judgeWrites,
    judgeEmpties,
    judgeMemory,
    judgeLoss,
    judgeCreateLatency,
    judgeMarketLatency,
  ].map((criterion) => criterion(evidence));
