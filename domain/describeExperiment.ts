import { formatBytes, formatChange, formatCount } from './format.ts';
import type { Rate } from './rates.ts';
import { PAGE_WRITERS, type PageWriter } from './pageWriters.ts';
import {
  type ArmResult,
  type ExperimentResult,
  HOURLY_MEASURES,
  type HourlyMeasure,
  type Latency,
  type ModelFigures,
  type Spread,
} from './experiment.ts';

/** One line of the result: a figure for each arm. */
export interface ResultRow {
  readonly label: string;
  readonly cells: readonly string[];
}

const LABELS: Readonly<Record<HourlyMeasure, string>> = {
  statements: 'Write statements / h',
  rows: 'Rows written / h',
  walBytes: 'WAL / h',
  fullPageImages: 'Full-page images / h',
  checkpointBuffers: 'Pages of checkpoints / h',
  pagesWritten: 'All page writes / h',
};

const WRITER_LABELS: Readonly<Record<PageWriter, string>> = {
  checkpointer: '  by the checkpointer',
  bgwriter: '  by the background writer',
  backends: '  by backends',
  vacuum: '  by vacuum',
};

/** The result as rows of a table, arms in columns; hours are workload hours. */
export function describeRows({ arms, runs }: ExperimentResult): ResultRow[] {
  const said = runs.some(({ model }) => model !== undefined);
  const modelOf = (arm: ArmResult): ModelFigures | undefined =>
    runs.find((run) => run.arm === arm.index && run.model !== undefined)?.model;
  const modelRow = (read: (model: ModelFigures) => string): ResultRow[] =>
    said
      ? [row('  the model said', arms, (arm) => (modelOf(arm) === undefined ? '' : read(modelOf(arm)!)))]
      : [];
  const hourly = HOURLY_MEASURES.flatMap((name) => [
    row(LABELS[name], arms, (arm) => formatRate(arm.rates[name], (value) => formatMeasure(name, value))),
    row('  to the first arm', arms, (arm, index) => (index === 0 ? '' : describeRatio(arm, name))),
    ...(name === 'walBytes' ? modelRow((model) => formatBytes(model.walBytesPerHour)) : []),
  ]);
  return [
    ...hourly,
    ...describePageWriters(arms),
    row('Pages in a cycle', arms, (arm) => formatSpread(arm.checkpointBuffersPerCycle, formatCount)),
    ...modelRow((model) => formatCount(model.buffersPerCycle)),
    row('Time spent checkpointing', arms, (arm) => formatShare(arm.checkpointShare)),
    row('A checkpoint takes', arms, (arm) => formatOptional(arm.checkpointSeconds, formatSeconds)),
    row('  of it, sync', arms, (arm) => formatOptional(arm.syncSeconds, formatSeconds)),
    row('HOT share of row updates', arms, (arm) =>
      arm.hotShare === null ? 'no updates' : formatShare(arm.hotShare),
    ),
    row('Transactions that write / h', arms, (arm) => formatCount(arm.transactionsPerHour)),
    row('Statement, in a checkpoint', arms, (arm) => formatLatency(arm.writeInsideCheckpoint)),
    row('Statement, outside', arms, (arm) => formatLatency(arm.writeOutsideCheckpoint)),
    row('Market data, until committed', arms, (arm) => formatLatency(arm.dataLatency['market'])),
    row(
      'Worker CPU, memory',
      arms,
      (arm) =>
        `${formatCpu(arm.workerCpuShare)}, ${arm.workerRssBytes === null ? 'memory not known' : formatBytes(arm.workerRssBytes)}`,
    ),
    row(
      'Redis CPU, memory',
      arms,
      (arm) => `${formatCpu(arm.redisCpuShare)}, ${formatBytes(arm.redisMemoryBytes)}`,
    ),
    row('Final data', arms, (arm, index) => describeData(arm, index)),
  ];
}

/** Says who wrote the pages: the checkpointer's pages say nothing of those that others wrote first. */
function describePageWriters(arms: readonly ArmResult[]): ResultRow[] {
  return PAGE_WRITERS.map((by) =>
    row(WRITER_LABELS[by], arms, ({ pageWritesPerHour, rates }) => {
      const pages = pageWritesPerHour[by];
      if (pages === null) return 'not counted apart';
      const share =
        rates.pagesWritten.perHour === 0 ? '' : `, ${formatShare(pages / rates.pagesWritten.perHour)}`;
      return `${formatCount(pages)}${share}`;
    }),
  );
}

/** Describes the run in one line. */
export function describePlan(result: ExperimentResult): string {
  const { plan, runs, postgresVersion, redisVersion, machine } = result;
  const seconds = new Set(runs.map((run) => run.checkpointTimeoutSeconds ?? result.checkpointTimeoutSeconds));
  const length = seconds.size === 0 ? '' : ` of ${[...seconds].join(' or ')} s`;
  const cycles = `${plan.cycles} ${plan.cycles === 1 ? 'cycle' : 'cycles'}${length}`;
  return (
    `Preset ${plan.preset}, seed ${plan.seed}, time × ${plan.timeScale}, ${cycles} in each run, ${runs.length} runs; ` +
    `PostgreSQL ${postgresVersion}, Redis ${redisVersion}, ${machine}; ${result.startedAt.slice(0, 10)}, ` +
    `${Math.round(result.wallSeconds / 60)} min of wall time${result.complete ? '' : '; stopped before its end'}`
  );
}

/** How a figure was come by, for whoever reads it later. */
export const METHOD =
  'Totals over the measured cycles of all runs, an even number of each run, since cycles alternate where updates are buffered; in ' +
  'brackets a 99 % interval from the totals of every two cycles (Student’s t). Hours are hours of workload time. Every run starts ' +
  'from the same table; until every tracked row went through a sync, and one cycle more, nothing is counted; arms take turns forth ' +
  'and back. "No difference": within 2 %, or within 20 % where the interval of the difference holds 0 (Welch’s test); a larger one that ' +
  'may be chance wants more cycles. What one checkpoint has is a mean (least to most).';

function row(
  label: string,
  arms: readonly ArmResult[],
  read: (arm: ArmResult, index: number) => string,
): ResultRow {
  return { label, cells: arms.map(read) };
}

function describeRatio(arm: ArmResult, name: HourlyMeasure): string {
  const { ratio, difference } = arm.changes[name];
  if (ratio === null) return 'the first has none';
  const share = ratio < 2 ? formatShare(ratio) : formatChange(ratio);
  return difference === 'less' || difference === 'more' ? share : `${share}, ${difference}`;
}

function describeData(arm: ArmResult, index: number): string {
  if (!arm.identical) return 'DIFFERENT: disqualified';
  return index === 0 ? 'nothing parked or dead' : 'identical';
}

export function formatMeasure(name: HourlyMeasure, value: number): string {
  return name === 'walBytes' ? formatBytes(value) : formatCount(value);
}

const formatRange = (
  middle: number,
  ends: { readonly low: number; readonly high: number } | null,
  format: (value: number) => string,
): string =>
  ends === null || format(ends.low) === format(ends.high)
    ? format(middle)
    : `${format(middle)} (${format(ends.low)} to ${format(ends.high)})`;

const formatRate = ({ perHour, interval }: Rate, format: (value: number) => string): string =>
  formatRange(perHour, interval, format);

const formatSpread = ({ mean, least, most }: Spread, format: (value: number) => string): string =>
  formatRange(mean, { low: least, high: most }, format);

function formatOptional(value: Spread | null, format: (value: number) => string): string {
  return value === null ? 'none ended' : formatSpread(value, format);
}

function formatLatency(latency: Latency | undefined): string {
  if (latency?.meanSeconds == null) return 'none';
  const tail = latency.p99Seconds === null ? '' : `, p99 ${formatSeconds(latency.p99Seconds)}`;
  return `mean ${formatSeconds(latency.meanSeconds)}${tail}`;
}

function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `${(seconds * 1_000).toPrecision(2)} ms`;
  return seconds < 100 ? `${seconds.toPrecision(3)} s` : `${Math.round(seconds)} s`;
}

const formatShare = (share: number): string => `${(share * 100).toPrecision(3)} %`;
const formatCpu = (share: number | null): string => (share === null ? 'CPU not known' : formatShare(share));
