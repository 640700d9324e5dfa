import type { ObserverView } from '../../domain/observerView.ts';
import { judgeEmpties, judgeLoss, judgeMemory, judgeNotFound } from '../scorecard/bufferCriteria.ts';
import { judgeBuffers, judgeDuration, judgeInterval } from '../scorecard/checkpointCriteria.ts';
import { type Evidence, measureGaps, selectCheckpoints } from '../scorecard/evidence.ts';
import { judgeCreateLatency, judgeMarketLatency, judgeWrites } from '../scorecard/rateCriteria.ts';
import type { Services } from '../services.ts';
import { findSimulatedWorkload } from '../simulatedWorkload.ts';
import { toStrategyName } from '../../domain/strategies.ts';
import type { Criterion, WorkerHealth } from '../types.ts';
import { readCounterWindow } from './counterWindow.ts';
import { MIN_WINDOW_MS, readCurrentFigures } from './figureWindows.ts';
import { recognizeProfile } from '../../domain/profileSettings.ts';
import { readCheckpoints, readLastSwitch } from './history.ts';

const CHECKPOINTS_READ = 50;
/** Narrow ones: the mean of a wide bucket hides the greatest age in it. */
const DETAIL = { points: 720, stepMs: 1_000 };

/** The success criteria of the fix, judged on the last workload hour or since the last switch. */
export async function readScorecard(services: Services): Promise<readonly Criterion[]> {
  return judge(await readEvidence(services));
}

async function readEvidence(services: Services): Promise<Evidence> {
  const [redis, postgres] = await Promise.all([services.redisState.read(), services.postgresState.read()]);
  const timeScale = redis.worker.timeScale ?? services.config.timeScale;
  const strategy = toStrategyName(postgres.mode?.strategy);
  const range = { from: 0, to: Date.now() };
  const switchedAt = await readLastSwitch(services);
  const begunAt = Math.max(switchedAt, redis.steadySince ?? range.to);
  const from = Math.max(begunAt, range.to - Math.max(MIN_WINDOW_MS, 3_600_000 / timeScale));
  const [window, figures, checkpoints] = await Promise.all([
    readCounterWindow(services, { from, to: range.to }, DETAIL),
    readCurrentFigures(services, redis, strategy),
    readCheckpoints(services, { ...range, limit: CHECKPOINTS_READ }),
  ]);
  const { settings } = postgres;
  const checkpointTimeoutSeconds = settings?.checkpointTimeoutSeconds ?? null;
  const since = Math.max(switchedAt, redis.worker.startedAt ?? 0, readConnectedSince(redis.view));
  return {
    strategy,
    timeScale,
    syncIntervalMs: redis.worker.syncIntervalMs ?? services.config.syncIntervalMs,
    checkpointTimeoutSeconds,
    profile:
      settings === null
        ? null
        : recognizeProfile(settings, { timeScale, embedded: services.config.embedded }),
    preset: describePreset(services, redis.worker),
    window,
    figures,
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
