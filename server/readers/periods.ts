import { chooseCountWindow, chooseCycleWindow, cycleUnitMs, type Load } from '../../domain/figureWindow.ts';
import type { HistorySample } from '../../domain/history.ts';
import type { MarkEvent } from '../../domain/marks.ts';
import { isUnbuffered, type StrategyName, toStrategyName } from '../../domain/strategies.ts';
import type { FigureWindows } from '../figureTypes.ts';
import type { MeasuredPeriod, Period } from '../../domain/periods.ts';
import type { Services } from '../services.ts';
import { readSyncMoment } from './figureWindows.ts';
import { computeFigures, type Evidence, readEvidence } from './figures.ts';
import { readHistorySamples, readMarks } from './history.ts';

const DAY_MS = 86_400_000;
/** As long as anything is kept of a period. */
const KEPT_MS = 30 * DAY_MS;
const MAX_PERIODS = 30;
const MAX_POINTS = 120;
/** Shorter ones hold no whole cycle of anything. */
const MIN_MS = 10_000;
/** A period's last sample is looked for in the 40 s before its end. */
const LOOK_BACK_MS = 40_000;
/**
 * Samples are kept for two hours, and after that the last of each ten seconds: by those only, a period that has ended reads
 * the same for a day.
 */
const DECADE_MS = 10_000;
const DECADE_ENDS = { at: 9_000, everyMs: DECADE_MS };
/** Two, where a sync that meets a running checkpoint is written a cycle later. */
const CYCLES_PER_BLOCK = 2;

/** The time between two marks, newest first; the oldest begins with no mark, at 0. */
export async function readPeriods(services: Services): Promise<readonly Period[]> {
  const [marks, newest, strategy] = await Promise.all([
    readMarks(services, { from: 0, to: Date.now(), limit: MAX_PERIODS }),
    services.history.readNewestTime(),
    readStrategy(services),
  ]);
  if (newest === null) return [];
  return splitAt(marks, { newest, strategy }).filter(
    ({ from, to, isCurrent }) => isCurrent || (to - from >= MIN_MS && to > newest - KEPT_MS),
  );
}

/** Null where there is no pipeline. */
async function readStrategy(services: Services): Promise<StrategyName | null> {
  if (!services.system.pipeline) return null;
  const { mode } = await services.postgresState.read();
  return toStrategyName(mode?.strategy);
}

function splitAt(
  marks: readonly MarkEvent[],
  now: { readonly newest: number; readonly strategy: StrategyName | null },
): readonly Period[] {
  const active = marks.find(({ value }) => value.kind === 'strategy')?.value;
  let strategy = now.strategy ?? (active?.kind === 'strategy' ? active.strategy : null);
  let to = now.newest;
  const periods: Period[] = [];
  for (const { at, value } of marks) {
    periods.push({ from: at, to, mark: value, strategy, isCurrent: periods.length === 0 });
    if (value.kind === 'strategy') strategy = value.before;
    to = at - 1_000;
  }
  return [...periods, { from: 0, to, mark: null, strategy, isCurrent: periods.length === 0 }];
}

/** A period and what it is measured by. */
export interface Measurement {
  readonly period: MeasuredPeriod;
  readonly evidence: Evidence;
  /** Counts of whole cycles that the windows hold: their spread is judged by these. */
  readonly blocks: { readonly counts: number; readonly cycles: number };
}

/** Null where the history holds too little of it. */
export async function measurePeriod(services: Services, period: Period): Promise<Measurement | null> {
  const last = await readLastSample(services, period.to);
  if (last === null) return null;
  const steadySince = Math.max(period.from, last.values['steadySince'] ?? 0);
  const from = period.from || steadySince;
  if (from === 0 || period.to - from < MIN_MS) return null;
  const pace = readPace(services, last);
  const windows = await chooseWindows(services, { ...period, from: steadySince }, pace);
  const points = Math.min(MAX_POINTS, Math.max(1, Math.floor((period.to - steadySince) / DECADE_MS)));
  const evidence = await readEvidence(services, windows, { points, stepMs: DECADE_MS });
  const cycleSeconds = pace.checkpointMs === null ? null : pace.checkpointMs / 1_000;
  return {
    period: { ...period, figures: computeFigures(evidence), cycleSeconds },
    evidence,
    blocks: countBlocks(windows, period.strategy, pace),
  };
}

interface Pace {
  readonly isSteady: boolean;
  readonly timeScale: number;
  /** Between two syncs, wall time. */
  readonly turnMs: number;
  readonly checkpointMs: number | null;
}

function readPace({ config }: Services, { values }: HistorySample): Pace {
  const timeScale = values['timeScale'] ?? config.timeScale;
  const checkpointSeconds = values['checkpointTimeoutSeconds'] ?? null;
  return {
    isSteady: values['steadySince'] !== null,
    timeScale,
    turnMs: (values['syncIntervalSeconds'] ?? config.syncIntervalMs / 1_000 / timeScale) * 1_000,
    checkpointMs: checkpointSeconds === null ? null : checkpointSeconds * 1_000,
  };
}

const syncsOf = (strategy: StrategyName | null, { turnMs }: Pace): number | null =>
  strategy === null || isUnbuffered(strategy) ? null : turnMs;

async function chooseWindows(services: Services, period: Period, pace: Pace): Promise<FigureWindows> {
  const syncMs = syncsOf(period.strategy, pace);
  const load: Load = {
    now: period.to,
    steadySince: pace.isSteady ? period.from : null,
    syncMs,
    syncAt: syncMs === null ? null : await readSyncMoment(services, period.to),
    turnMs: pace.turnMs,
    mostMs: DAY_MS,
    samples: DECADE_ENDS,
  };
  const { checkpointMs, timeScale } = pace;
  return {
    counts: services.system.pipeline ? chooseCountWindow(load) : null,
    cycles: checkpointMs === null ? null : chooseCycleWindow(load, { checkpointMs, startedAt: [] }),
    timeScale,
  };
}

function countBlocks(
  { counts, cycles }: FigureWindows,
  strategy: StrategyName | null,
  pace: Pace,
): Measurement['blocks'] {
  const count = (chosen: FigureWindows['counts'], blockMs: number): number =>
    chosen === null || 'collecting' in chosen
      ? 0
      : Math.floor((chosen.window.to - chosen.window.from) / blockMs);
  const { checkpointMs, turnMs } = pace;
  const cycleMs =
    checkpointMs === null
      ? Infinity
      : Math.max(cycleUnitMs(checkpointMs, syncsOf(strategy, pace)), CYCLES_PER_BLOCK * checkpointMs);
  return { counts: count(counts, CYCLES_PER_BLOCK * turnMs), cycles: count(cycles, cycleMs) };
}

async function readLastSample(services: Services, to: number): Promise<HistorySample | null> {
  const range = { from: to - LOOK_BACK_MS, to: to - DECADE_MS, points: LOOK_BACK_MS / DECADE_MS - 1 };
  return (await readHistorySamples(services, range)).samples.at(-1) ?? null;
}
