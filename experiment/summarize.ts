import { mean, median } from '../domain/statistics.ts';
import { formatChange } from '../domain/format.ts';
import { compareRates, measureRate, type RateChange, type Runs } from '../domain/rates.ts';
import { PAGE_WRITERS, type PageWrites } from '../domain/pageWriters.ts';
import { nameArm } from './plan.ts';
import {
  type ArmResult,
  type CycleCounts,
  type ExperimentPlan,
  HOURLY_MEASURES,
  type HourlyMeasure,
  type Latency,
  type RunResult,
  type Spread,
} from '../domain/experiment.ts';

/** Arms of which at least one run ended, in the plan's order. The first of them is the base of all ratios. */
export function summarize(plan: ExperimentPlan, runs: readonly RunResult[]): ArmResult[] {
  const groups = plan.arms
    .map((arm, index) => ({ arm, index, own: runs.filter((run) => run.arm === index) }))
    .filter(({ own }) => own.length > 0);
  const base = groups[0];
  if (base === undefined) return [];
  const expected = base.own[0]!.final;
  return groups.map(({ arm, index, own }, position) => {
    const changes = mapMeasures((name) => compareRates(countedIn(base.own, name), countedIn(own, name)));
    const identical = own.every(
      ({ final }) =>
        final.checksum === expected.checksum &&
        final.tokens === expected.tokens &&
        final.ledgerImbalance === 0 &&
        final.parked === 0 &&
        final.dead === 0,
    );
    return {
      name: nameArm(arm),
      index,
      ...arm,
      runs: own.length,
      rates: mapMeasures((name) => measureRate(countedIn(own, name))),
      ...summarizeServer(own),
      pageWritesPerHour: summarizePageWrites(own),
      changes,
      identical,
      verdict: describeArm({ isBase: position === 0, identical, changes }),
    };
  });
}

const countedIn = (runs: readonly RunResult[], name: HourlyMeasure): Runs =>
  runs.map(({ cycles }) =>
    cycles.map(({ counts, workloadHours }) => ({ count: counts[name], hours: workloadHours })),
  );

/** One sentence on the whole. */
export function describeExperiment(arms: readonly ArmResult[]): string {
  const [base, ...others] = arms;
  if (base === undefined) return 'No run ended: there is nothing to compare';
  if (others.length === 0) return `Only ${base.name} was run: there is nothing to compare it with`;
  return others.map((arm) => `${arm.name} against ${base.name}: ${arm.verdict}`).join('. ');
}

function describeArm(arm: {
  readonly isBase: boolean;
  readonly identical: boolean;
  readonly changes: Readonly<Record<HourlyMeasure, RateChange>>;
}): string {
  if (!arm.identical)
    return 'disqualified: its final data differ, or something was parked, dead or out of the ledger';
  if (arm.isBase) return 'the arm that the others are compared with';
  const all = HOURLY_MEASURES.map((name) => arm.changes[name]);
  if (all.every(({ difference }) => difference === 'no difference')) return 'no difference';
  return HOURLY_MEASURES.map((name) => `${WORDS[name]} ${describeMeasure(arm.changes[name])}`).join(', ');
}

const WORDS: Readonly<Record<HourlyMeasure, string>> = {
  statements: 'statements',
  rows: 'rows',
  walBytes: 'WAL',
  fullPageImages: 'full-page images',
  checkpointBuffers: 'pages of checkpoints',
  pagesWritten: 'all page writes',
};

function describeMeasure({ difference, ratio, interval }: RateChange): string {
  if (difference === 'no difference') return difference;
  if (ratio === null) return `${difference} (the first has none)`;
  const change = formatChange(ratio);
  if (difference === 'too few cycles to tell') return `${change} (too few cycles to tell)`;
  return interval === null
    ? change
    : `${change} (${formatChange(interval.low)} to ${formatChange(interval.high)})`;
}

export function measureSpread(values: readonly number[]): Spread {
  return {
    mean: mean(values)!,
    median: median(values)!,
    least: Math.min(...values),
    most: Math.max(...values),
    n: values.length,
  };
}

function summarizeServer(runs: readonly RunResult[]) {
  const cycles = runs.flatMap((run) => run.cycles);
  const total = (read: (cycle: CycleCounts) => number): number =>
    cycles.reduce((sum, cycle) => sum + read(cycle), 0);
  const wallSeconds = total((cycle) => cycle.wallSeconds);
  const updates = total((cycle) => cycle.rowUpdates);
  const checkpoints = runs.flatMap((run) => run.checkpoints);
  const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
  const spreadOrNull = (values: readonly (number | null)[]): Spread | null =>
    known(values).length === 0 ? null : measureSpread(known(values));
  const hasCpu = cycles.every((cycle) => cycle.workerCpuSeconds !== null);
  const rss = known(runs.map((run) => run.workerRssBytes));
  return {
    checkpointShare:
      total((cycle) => cycle.checkpointWriteSeconds + cycle.checkpointSyncSeconds) / wallSeconds,
    checkpointBuffersPerCycle: measureSpread(cycles.map((cycle) => cycle.counts.checkpointBuffers)),
    checkpointSeconds: spreadOrNull(
      checkpoints.map(({ writeSeconds, syncSeconds }) =>
        writeSeconds === null || syncSeconds === null ? null : writeSeconds + syncSeconds,
      ),
    ),
    syncSeconds: spreadOrNull(checkpoints.map(({ syncSeconds }) => syncSeconds)),
    hotShare: updates === 0 ? null : total((cycle) => cycle.hotRowUpdates) / updates,
    transactionsPerHour: total((cycle) => cycle.transactions) / total((cycle) => cycle.workloadHours),
    writeInsideCheckpoint: middleOf(runs.map((run) => run.writeInsideCheckpoint)),
    writeOutsideCheckpoint: middleOf(runs.map((run) => run.writeOutsideCheckpoint)),
    dataLatency: middleByKind(runs),
    workerCpuShare: hasCpu ? total((cycle) => cycle.workerCpuSeconds ?? 0) / wallSeconds : null,
    redisCpuShare: total((cycle) => cycle.redisCpuSeconds) / wallSeconds,
    workerRssBytes: rss.length === 0 ? null : measureSpread(rss).median,
    redisMemoryBytes: measureSpread(runs.map((run) => run.redisMemoryBytes)).median,
  };
}

function summarizePageWrites(runs: readonly RunResult[]): PageWrites {
  const rateOf = (by: keyof PageWrites): number | null => {
    const counted = runs.map(({ cycles }) =>
      cycles.flatMap(({ pageWrites, workloadHours }) => {
        const count = pageWrites[by];
        return count === null ? [] : [{ count, hours: workloadHours }];
      }),
    );
    return counted.every((own) => own.length === 0) ? null : measureRate(counted).perHour;
  };
  return Object.fromEntries(PAGE_WRITERS.map((by) => [by, rateOf(by)])) as PageWrites;
}

/** Each figure is the median over the runs that have it. */
function middleOf(latencies: readonly Latency[]): Latency {
  const middle = (name: 'meanSeconds' | 'p50Seconds' | 'p99Seconds'): number | null => {
    const values = latencies.map((latency) => latency[name]).filter((value) => value !== null);
    return values.length === 0 ? null : measureSpread(values).median;
  };
  return {
    count: latencies.reduce((sum, { count }) => sum + count, 0),
    meanSeconds: middle('meanSeconds'),
    p50Seconds: middle('p50Seconds'),
    p99Seconds: middle('p99Seconds'),
  };
}

function middleByKind(runs: readonly RunResult[]): Readonly<Record<string, Latency>> {
  const kinds = new Set(runs.flatMap((run) => Object.keys(run.dataLatency)));
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, middleOf(runs.flatMap((run) => run.dataLatency[kind] ?? []))]),
  );
}

function mapMeasures<T>(read: (name: HourlyMeasure) => T): Record<HourlyMeasure, T> {
  return Object.fromEntries(HOURLY_MEASURES.map((name) => [name, read(name)])) as Record<HourlyMeasure, T>;
}
