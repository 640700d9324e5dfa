import { LATENCY_KINDS } from '../../../domain/writeKinds.ts';
import { PAGE_WRITERS } from '../../../domain/pageWriters.ts';
import { COMPONENT_IDENTITY } from '../../../domain/identityColors.ts';
import type { LoggedRun } from './readServerLog.ts';
import type { Series, Span } from './Series.ts';
import type { ShownFigure } from './shown.ts';

/** The referees' evidence on the whole run. */
export interface Evidence {
  readonly series: ReadonlyMap<string, Series>;
  readonly checkpoints: readonly LoggedRun[];
  readonly timeScale: number;
}

/** The value that a figure had to have, shown at this moment (ms since the epoch); null: the referees do not know. */
export type Referee = (shown: ShownFigure, at: number, evidence: Evidence) => Span | null;

/** From the server to the page: the observer's poll, the worker's report, the web's tick, each up to a second. */
const LAG_MS = 4_000;
const AHEAD_MS = 1_000;
/** The worker polls each second, and stores the last state. */
const SAMPLE_MS = 1_500;
const COMPONENTS = Object.keys(COMPONENT_IDENTITY);

const exactly = (value: number | null): Span | null => (value === null ? null : { low: value, high: value });
const scale = (span: Span | null, factor: number): Span | null =>
  span === null ? null : { low: span.low * factor, high: span.high * factor };

function perHour(name: string): Referee {
  return ({ window }, _at, { series, timeScale }) => {
    if (window === null) return null;
    const rise = series.get(name)?.rise(window.from, window.to) ?? null;
    return scale(exactly(rise), hourly(window, timeScale));
  };
}

/** Pages leap: between two polls any number of them may be written. */
function pagesPerHour(name: string): Referee {
  return ({ window }, _at, { series, timeScale }) => {
    if (window === null) return null;
    const span = series.get(name)?.riseSpan(window.from, window.to) ?? null;
    return scale(span, hourly(window, timeScale));
  };
}

const hourly = ({ from, to }: { from: number; to: number }, timeScale: number): number =>
  3_600_000 / ((to - from) * timeScale);

/** A value at the moment that the page names, or within the time that a value takes to the page. */
const gauge =
  (name: string): Referee =>
  ({ window }, at, { series }) => {
    const [from, to] = window === null ? [at - LAG_MS, at] : [window.from - SAMPLE_MS, window.to + SAMPLE_MS];
    return series.get(name)?.span(from, to) ?? null;
  };

/** The time that checkpoints ran, by the log. */
const share: Referee = ({ window }, _at, { checkpoints }) => {
  if (window === null) return null;
  const overlaps = checkpoints.map(
    ({ from, to }) => Math.min(to ?? Infinity, window.to) - Math.max(from, window.from),
  );
  const ran = overlaps.reduce((sum, ms) => sum + Math.max(0, ms), 0);
  return exactly(ran / (window.to - window.from));
};

/** Mean seconds of one kind, by the worker's histogram; in wall time, or workload time. */
function latency(kind: string, isWorkload = false): Referee {
  return ({ window }, _at, { series, timeScale }) => {
    if (window === null) return null;
    const [seconds, count] = ['sum', 'count'].map(
      (part) =>
        series.get(`breakwater_data_latency_seconds_${part}{kind="${kind}"}`)?.rise(window.from, window.to) ??
        0,
    );
    return count! > 0 ? scale(exactly(seconds! / count!), isWorkload ? timeScale : 1) : null;
  };
}

/** A figure of a checkpoint that the log holds. */
function logged(read: (run: LoggedRun) => number): Referee {
  return ({ of }, _at, { checkpoints }) => {
    const run = checkpoints.find(({ lsn }) => lsn !== null && of.endsWith(`/${lsn}`));
    return run === undefined ? null : exactly(read(run));
  };
}

/** By the running checkpoint, since the log says that it began. */
const writtenSoFar: Referee = (_shown, at, { series, checkpoints }) => {
  const pages = series.get('checkpointPages');
  const run = checkpoints.findLast(({ from }) => from <= at);
  const before = run === undefined ? null : (pages?.valueAt(run.from) ?? null);
  const span = pages?.span(Math.max(at - LAG_MS, run?.from ?? 0), at) ?? null;
  return span === null || before === null
    ? null
    : { low: Math.max(0, span.low - before), high: span.high - before };
};

/** No more than what is written and what is dirty. */
const mayBeWritten: Referee = (shown, at, evidence) => {
  const written = writtenSoFar(shown, at, evidence);
  const dirty = evidence.series.get('dirtyPages')?.span(at - LAG_MS, at) ?? null;
  return written === null || dirty === null ? null : { low: written.low, high: written.high + dirty.high };
};

/** As the worker's own metrics say it; a moment later, too: the page may be ahead of a poll. */
const metric =
  (name: string): Referee =>
  (_shown, at, { series }) =>
    series.get(name)?.span(at - LAG_MS, at + AHEAD_MS) ?? null;

const LOGGED: readonly (readonly [figure: string, read: (run: LoggedRun) => number])[] = [
  ['checkpoint-pages', ({ pages }) => pages],
  ['checkpoint-write', ({ writeSeconds }) => writeSeconds],
  ['checkpoint-sync', ({ syncSeconds }) => syncSeconds],
];

export interface NamedReferee {
  /** As in the page. */
  readonly figure: string;
  readonly by: string;
  readonly referee: Referee;
}

const name = (figure: string, by: string, referee: Referee): NamedReferee => ({ figure, by, referee });

/** A figure without a referee is only compared with other places. */
export const REFEREES: readonly NamedReferee[] = [
  name('writes-per-hour', 'pg_stat_statements', perHour('statements')),
  name('wal-bytes-per-hour', 'pg_stat_wal', perHour('walBytes')),
  name('full-page-images-per-hour', 'pg_stat_wal', perHour('images')),
  name('pages-written-per-hour', 'pg_stat_io', pagesPerHour('pages')),
  ...PAGE_WRITERS.map((by) => name(`pages-by-${by}`, 'pg_stat_io', pagesPerHour(`pages ${by}`))),
  name('pages-by-checkpointer', 'pg_stat_checkpointer', pagesPerHour('checkpointPages')),
  name('checkpoint-share', 'server log', share),
  name('legend-wal', 'pg_stat_wal', perHour('walBytes')),
  name('legend-fullPageImages', 'pg_stat_wal', perHour('images')),
  ...PAGE_WRITERS.map((by) => name(`legend-${by}Pages`, 'pg_stat_io', pagesPerHour(`pages ${by}`))),
  ...COMPONENTS.map((component) =>
    name(`legend-${component}`, '/metrics', perHour(`statements ${component}`)),
  ),
  ...LATENCY_KINDS.map((kind) => name(`latency-${kind}`, '/metrics', latency(kind))),
  name('latency-market-workload', '/metrics', latency('market', true)),
  name('buffered-rows', 'Redis', gauge('bufferRows')),
  name('buffered-rows', '/metrics', metric('breakwater_buffer_entries')),
  name('buffer-oldest-seconds', 'Redis', gauge('oldestSeconds')),
  name('parked-rows', 'Redis', gauge('parkedRows')),
  name('dead-rows', 'Redis', gauge('deadRows')),
  name('dirty-pages', 'pg_buffercache', gauge('dirtyPages')),
  name('dirty-pages', '/metrics', metric('breakwater_pg_dirty_buffers')),
  ...LOGGED.map(([figure, read]) => name(figure, 'server log', logged(read))),
  name('running-pages-written', 'pg_stat_checkpointer', writtenSoFar),
  name('running-pages-total', 'pg_buffercache', mayBeWritten),
  name('next-write-seconds', '/metrics', metric('breakwater_pg_checkpoint_predicted_duration_seconds')),
];
