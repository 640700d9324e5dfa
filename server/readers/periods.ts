import { chooseCountWindow, chooseCycleWindow, type Load } from '../../domain/figureWindow.ts';
import type { HistorySample } from '../../domain/history.ts';
import { valueOf } from '../../domain/figure.ts';
import { isUnbuffered, type StrategyName, toStrategyName } from '../../domain/strategies.ts';
import type { Figures, FigureWindows } from '../figureTypes.ts';
import type { Services } from '../services.ts';
import { readSyncMoment } from './figureWindows.ts';
import { readFigures } from './figures.ts';
import { readHistorySamples, readSwitches } from './history.ts';

const DAY_MS = 86_400_000;
const MAX_PERIODS = 8;
const MAX_POINTS = 60;
/** Shorter ones hold no whole cycle of anything. */
const MIN_MS = 10_000;
/** So long before a period's end its last sample is looked for. */
const LOOK_BACK_MS = 40_000;
/**
 * Samples are kept for two hours, and after that the last of each ten seconds: by those only, a period that has ended reads
 * the same for a day.
 */
const DECADE_MS = 10_000;
const DECADE_ENDS = { at: 9_000, everyMs: DECADE_MS };

/** The time between two switches of the live system. */
export interface Period {
  readonly strategy: StrategyName;
  readonly from: number;
  readonly to: number;
  readonly figures: Figures;
}

type Span = Omit<Period, 'figures'>;

/** Periods of the last day under one strategy each, newest first: observed, not controlled. */
export async function readPeriods(services: Services): Promise<readonly Period[]> {
  const [switches, newest, postgres] = await Promise.all([
    readSwitches(services, { from: 0, to: Date.now(), limit: MAX_PERIODS + 1 }),
    services.history.readNewestTime(),
    services.postgresState.read(),
  ]);
  const current = toStrategyName(postgres.mode?.strategy) ?? toStrategyName(switches[0]?.value.strategy);
  if (current === null || newest === null) return [];
  const edges = switches.map(({ at, value }) => ({ at, before: toStrategyName(value.before) }));
  const spans: Span[] = [{ strategy: current, from: edges[0]?.at ?? 0, to: newest }];
  for (const [index, { at, before }] of edges.entries()) {
    if (before !== null) spans.push({ strategy: before, from: edges[index + 1]?.at ?? 0, to: at - 1_000 });
  }
  const oldest = newest - DAY_MS;
  // One that began before, and has ended, would change with each sample that is dropped.
  const recent = spans.filter(
    ({ from, to }, i) => to - from >= MIN_MS && to > oldest && (i === 0 || from === 0 || from > oldest),
  );
  const periods = await Promise.all(recent.slice(0, MAX_PERIODS).map((span) => measure(services, span)));
  // One that ended before its first whole window will never have a figure.
  return periods.flatMap((period, i) =>
    period === null || (i > 0 && valueOf(period.figures.writesPerHour) === null) ? [] : [period],
  );
}

/** Null where the history holds too little of it. */
async function measure(services: Services, span: Span): Promise<Period | null> {
  const last = await readLastSample(services, span.to);
  if (last === null) return null;
  const steadySince = Math.max(span.from, last.values['steadySince'] ?? 0);
  const from = span.from || steadySince;
  if (from === 0 || span.to - from < MIN_MS) return null;
  const windows = await chooseWindows(services, { ...span, from: steadySince }, last);
  const points = Math.min(MAX_POINTS, Math.max(1, Math.floor((span.to - steadySince) / DECADE_MS)));
  const figures = await readFigures(services, windows, { points, stepMs: DECADE_MS });
  return { ...span, from, figures };
}

async function chooseWindows(
  services: Services,
  span: Span,
  { values }: HistorySample,
): Promise<FigureWindows> {
  const timeScale = values['timeScale'] ?? services.config.timeScale;
  const turnMs =
    (values['syncIntervalSeconds'] ?? services.config.syncIntervalMs / 1_000 / timeScale) * 1_000;
  const load: Load = {
    now: span.to,
    steadySince: values['steadySince'] === null ? null : span.from,
    syncMs: isUnbuffered(span.strategy) ? null : turnMs,
    syncAt: await readSyncMoment(services, span.to),
    turnMs,
    mostMs: DAY_MS,
    samples: DECADE_ENDS,
  };
  const checkpointSeconds = values['checkpointTimeoutSeconds'] ?? null;
  return {
    counts: chooseCountWindow(load),
    cycles:
      checkpointSeconds === null
        ? null
        : chooseCycleWindow(load, { checkpointMs: checkpointSeconds * 1_000, startedAt: [] }),
    timeScale,
  };
}

async function readLastSample(services: Services, to: number): Promise<HistorySample | null> {
  const range = { from: to - LOOK_BACK_MS, to: to - DECADE_MS, points: LOOK_BACK_MS / DECADE_MS - 1 };
  return (await readHistorySamples(services, range)).samples.at(-1) ?? null;
}
