import { judgeEmpties, judgeLoss, judgeMemory, judgeNotFound } from '../scorecard/bufferCriteria.ts';
import { judgeBuffers, judgeDuration, judgeInterval } from '../scorecard/checkpointCriteria.ts';
import { type Evidence, selectCheckpoints } from '../scorecard/evidence.ts';
import { judgeCreateLatency, judgeMarketLatency, judgeWrites } from '../scorecard/rateCriteria.ts';
import type { Services } from '../services.ts';
import { toStrategyName } from '../strategyNames.ts';
import type { Criterion } from '../types.ts';
import { readCounterWindow } from './counterWindow.ts';
import { computeFigures } from './figures.ts';
import { readCheckpoints, readToggles } from './history.ts';
import { readPostgresState } from './postgresState.ts';
import { readRedisState } from './redisState.ts';

const CHECKPOINTS_READ = 50;

/** The success criteria of the fix, judged on the last workload hour or since the last toggle. */
export async function readScorecard(services: Services): Promise<readonly Criterion[]> {
  return judge(await readEvidence(services));
}

async function readEvidence(services: Services): Promise<Evidence> {
  const [redis, postgres] = await Promise.all([readRedisState(services), readPostgresState(services)]);
  const timeScale = redis.worker.timeScale ?? services.config.timeScale;
  const range = { from: 0, to: Date.now() };
  const [window, [toggle], checkpoints] = await Promise.all([
    readCounterWindow(services, timeScale),
    readToggles(services, { ...range, limit: 1 }),
    readCheckpoints(services, { ...range, limit: CHECKPOINTS_READ }),
  ]);
  return {
    strategy: toStrategyName(postgres.mode?.strategy),
    timeScale,
    syncIntervalMs: redis.worker.syncIntervalMs ?? services.config.syncIntervalMs,
    checkpointTimeoutSeconds: postgres.settings?.checkpointTimeoutSeconds ?? null,
    window,
    figures: computeFigures(window, timeScale),
    checkpoints: selectCheckpoints(checkpoints, toggle?.at ?? null),
  };
}

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
