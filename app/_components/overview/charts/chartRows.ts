import { perWorkloadHour } from '../../../../domain/perWorkloadHour.ts';
import type { HistorySample } from '../../../../domain/history.ts';
import type { CheckpointMark } from '../../../../server/types.ts';
import { pagesWrittenName, sessionsName, statementsName } from '../../../../domain/sampleNames.ts';
import type { WaitKind } from '../../../../domain/sessions.ts';
import type { PageWriter } from '../../../../domain/pageWriters.ts';
import type { Component } from '../../../../domain/components.ts';
import {
  COMPONENT_IDENTITY,
  PAGE_WRITER_IDENTITY,
  WAIT_IDENTITY,
} from '../../../../domain/identityColors.ts';
import { createRates, findRateStarts, takenAt } from './rates.ts';
import { RATE_WINDOW_MS } from './timeWindow.ts';

/** One point of the grid that all charts share; null: a gap. */
export interface ChartRow {
  readonly at: number;
  readonly [series: string]: number | null;
}

export const STACKED_COMPONENTS = Object.keys(COMPONENT_IDENTITY) as readonly Component[];
export const STACKED_WRITERS = Object.keys(PAGE_WRITER_IDENTITY) as readonly PageWriter[];
export const STACKED_WAITS = Object.keys(WAIT_IDENTITY) as readonly WaitKind[];
export const waitKey = (kind: WaitKind): string => `${kind}Sessions`;
/** In a row: recharts takes a dot in a name for a path. */
export const pagesKey = (by: PageWriter): string => `${by}Pages`;
const GAP_BUCKETS = 2.5;
/** A component that has not written yet has no counter. */
const RATES = [
  ...STACKED_COMPONENTS.map((name) => ({ key: name, name: statementsName(name), missing: 0 })),
  ...STACKED_WRITERS.map((by) => ({ key: pagesKey(by), name: pagesWrittenName(by), missing: null })),
  { key: 'wal', name: 'walBytesTotal', missing: null },
  { key: 'fullPageImages', name: 'fullPageImagesTotal', missing: null },
];

/** Means, over from `ratedFrom` to `ratedTo` of their row. */
const RATE_KEYS: ReadonlySet<string> = new Set(RATES.map(({ key }) => key));
export const isRate = (key: string): boolean => RATE_KEYS.has(key);

export interface ChartRowsInput {
  readonly samples: readonly HistorySample[];
  readonly widthMs: number;
  /** Used for samples that do not hold their own. */
  readonly timeScale: number;
  readonly checkpoints: readonly CheckpointMark[];
}

/** Rows from samples: rates from counters, values from gauges, checkpoints in the bucket in which they ended. */
export function createChartRows({ samples, widthMs, timeScale, checkpoints }: ChartRowsInput): ChartRow[] {
  const written = groupCheckpoints(checkpoints, widthMs);
  const gapMs = GAP_BUCKETS * widthMs;
  const windowMs = Math.max(RATE_WINDOW_MS, widthMs);
  const rates = RATES.map(({ key, name, missing }) => ({
    key,
    values: createRates(samples, name, { windowMs, gapMs, missing }),
  }));
  const starts = findRateStarts(samples, windowMs);
  const rows: ChartRow[] = [];
  samples.forEach((sample, i) => {
    const before = samples[i - 1];
    if (before !== undefined && sample.at - before.at > gapMs) rows.push({ at: before.at + widthMs });
    // Rates are per ms of wall time.
    const pace = { wallMs: 1, timeScale: sample.values['timeScale'] ?? timeScale };
    rows.push({
      at: sample.at,
      ratedFrom: starts[i]!,
      ratedTo: takenAt(sample),
      ...createGauges(sample),
      ...Object.fromEntries(rates.map(({ key, values }) => [key, perHour(values[i]!, pace)])),
      ...written.get(Math.floor(sample.at / widthMs) * widthMs),
    });
  });
  return addUnsampled(rows, written, widthMs);
}

/** Events are kept for longer than samples: a checkpoint without a sample near it gets a row of its own. */
function addUnsampled(
  rows: readonly ChartRow[],
  written: ReadonlyMap<number, Written>,
  widthMs: number,
): ChartRow[] {
  const seen = new Set(rows.map(({ at }) => Math.floor(at / widthMs) * widthMs));
  const added = [...written]
    .filter(([at]) => !seen.has(at) && findRow(rows, at, 2 * widthMs) === null)
    .map(([at, values]) => ({ at, ...values }));
  return [...rows, ...added].sort((a, b) => a.at - b.at);
}

function createGauges({ values }: HistorySample): Record<string, number | null> {
  const timeout = values['checkpointTimeoutSeconds'] ?? null;
  const target = values['completionTarget'] ?? null;
  return {
    buffered: values['bufferEntries'] ?? null,
    parked: values['bufferParked'] ?? null,
    dead: values['bufferDead'] ?? null,
    plateau: timeout === null || target === null ? null : timeout * target,
    writing: toPercent(values['checkpointWriting']),
    syncing: toPercent(values['checkpointSyncing']),
    ...Object.fromEntries(STACKED_WAITS.map((kind) => [waitKey(kind), values[sessionsName(kind)] ?? null])),
    ...NOT_WRITTEN,
  };
}

const toPercent = (share: number | null | undefined): number | null => (share == null ? null : 100 * share);

const perHour = (rate: number | null, pace: Parameters<typeof perWorkloadHour>[1]): number | null =>
  rate === null ? null : perWorkloadHour(rate, pace);

/** Type, not interface: it is spread into a row. */
type Written = Readonly<Record<'pages' | 'seconds' | 'predictedPages' | 'predictedSeconds', number | null>>;
const NOT_WRITTEN: Written = { pages: null, seconds: null, predictedPages: null, predictedSeconds: null };

/** Of each bucket the largest and the longest, each with what was predicted of the same one. */
function groupCheckpoints(
  checkpoints: readonly CheckpointMark[],
  widthMs: number,
): ReadonlyMap<number, Written> {
  const written = new Map<number, Written>();
  for (const { endedAt, skipped, merged, buffers, writeSeconds, predicted } of checkpoints) {
    if (skipped) continue;
    const bucket = Math.floor(endedAt / widthMs) * widthMs;
    const so = written.get(bucket) ?? NOT_WRITTEN;
    // Nothing was predicted of a sum of several.
    const expected = merged > 1 ? null : predicted;
    written.set(bucket, {
      ...so,
      ...(isLarger(buffers, so.pages) && { pages: buffers, predictedPages: expected?.buffers ?? null }),
      ...(isLarger(writeSeconds, so.seconds) && {
        seconds: writeSeconds,
        predictedSeconds: expected?.writeSeconds ?? null,
      }),
    });
  }
  return written;
}

const isLarger = (value: number | null, than: number | null): boolean =>
  value !== null && (than === null || value > than);

/** The row nearest to a moment; null where none is near. */
export function findRow(rows: readonly ChartRow[], at: number, withinMs: number): ChartRow | null {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  const candidates = [rows[low - 1], rows[low]].filter((row) => row !== undefined);
  const nearest = candidates.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  return nearest === undefined || Math.abs(nearest.at - at) > withinMs ? null : nearest;
}
