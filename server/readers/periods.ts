import type { Services } from '../services.ts';
import { toStrategyName } from '../strategyNames.ts';
import type { StrategyName } from '../../worker/types.ts';
import type { Figures } from '../types.ts';
import { computeFigures } from './figures.ts';
import { readHistorySamples, readToggles } from './history.ts';
import { readRedisState } from './redisState.ts';
import { readPostgresState } from './postgresState.ts';

const DAY_MS = 86_400_000;
const MOST_PERIODS = 8;
const POINTS = 60;
/** Shorter ones hold no whole cycle. */
const LEAST_MS = 30_000;

/** The time between two switches of the live system. */
export interface Period {
  readonly strategy: StrategyName;
  readonly from: number;
  readonly to: number;
  readonly figures: Figures;
}

/** Periods of the last day under one strategy each, newest first: seen, not controlled. */
export async function readPeriods(services: Services): Promise<readonly Period[]> {
  const now = Date.now();
  const [toggles, redis, postgres] = await Promise.all([
    readToggles(services, { from: now - DAY_MS, to: now, limit: MOST_PERIODS + 1 }),
    readRedisState(services),
    readPostgresState(services),
  ]);
  const current = toStrategyName(postgres.mode?.strategy);
  if (current === null) return [];
  const timeScale = redis.worker.timeScale ?? services.config.timeScale;
  const edges = toggles.map(({ at, value }) => ({ at, before: toStrategyName(value.before) }));
  const periods = [{ from: edges[0]?.at ?? now - DAY_MS, to: now, strategy: current }];
  for (const [index, { at, before }] of edges.entries()) {
    if (before !== null)
      periods.push({ from: edges[index + 1]?.at ?? now - DAY_MS, to: at, strategy: before });
  }
  const whole = periods.filter(({ from, to }) => to - from >= LEAST_MS).slice(0, MOST_PERIODS);
  return Promise.all(whole.map((period) => measure(services, period, timeScale)));
}

async function measure(
  services: Services,
  period: Pick<Period, 'strategy' | 'from' | 'to'>,
  timeScale: number,
): Promise<Period> {
  const whole = await readHistorySamples(services, { ...period, points: POINTS });
  // What began within the period is looked at again, closely: a day's buckets are wide.
  const from = Math.max(period.from, whole.samples[0]?.at ?? period.from);
  const range = { from, to: period.to };
  const { samples } = await readHistorySamples(services, { ...range, points: POINTS });
  const names = [...new Set(samples.flatMap(({ values }) => Object.keys(values)))];
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = first === undefined || last === undefined ? 0 : (last.at - first.at) / 1_000;
  const figures = computeFigures({ seconds, from, names, buckets: samples }, timeScale);
  return { ...period, from: first?.at ?? from, figures };
}
