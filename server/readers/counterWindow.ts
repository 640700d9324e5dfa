import type { FigureWindow } from '../../domain/figureWindow.ts';
import type { HistorySample } from '../../domain/history.ts';
import type { Services } from '../services.ts';
import { readHistorySamples } from './history.ts';

/** How far a sample may be from the edge of a window. */
const NEAR_MS = 20_000;

export interface WindowDetail {
  /** Most buckets between the two edges. */
  readonly points: number;
  /** Between two samples that are read for the edges. */
  readonly stepMs: number;
}

/** The history's counts for a window. */
export interface CounterWindow extends FigureWindow {
  /** Names of every value seen in it. */
  readonly names: readonly string[];
  /** Oldest first: gauges as means, counters as they stood at `lastAt`, else at `at`. */
  readonly buckets: readonly HistorySample[];
}

/** How much a counter rose, and between which moments that is known. */
export interface Rise {
  readonly count: number;
  readonly window: FigureWindow;
}

/** With the very samples at its edges: none of before it, none of after it. */
export async function readCounterWindow(
  services: Services,
  { from, to }: FigureWindow,
  { points, stepMs }: WindowDetail,
): Promise<CounterWindow> {
  const edge = { points: Math.floor(NEAR_MS / stepMs) };
  const begin = from - (stepMs - 1_000);
  const [first, middle, last] = await Promise.all([
    readHistorySamples(services, { from: begin, to: begin + NEAR_MS - 1, ...edge }),
    readHistorySamples(services, { from, to, points }),
    readHistorySamples(services, { from: to - NEAR_MS + 1, to, ...edge }),
  ]);
  const isInside = (sample: HistorySample): boolean => timeOf(sample) >= from && timeOf(sample) <= to;
  const edges = [first.samples.find(isInside), last.samples.findLast(isInside)].flatMap(
    (known) => known ?? [],
  );
  const buckets = [...edges, ...middle.samples.filter(isInside)].toSorted((a, b) => timeOf(a) - timeOf(b));
  return {
    from: buckets[0] === undefined ? from : timeOf(buckets[0]),
    to: timeOf(buckets.at(-1) ?? { at: from, values: {} }),
    names: [...new Set(buckets.flatMap(({ values }) => Object.keys(values)))],
    buckets,
  };
}

export const timeOf = ({ at, lastAt = at }: HistorySample): number => lastAt;

/**
 * How much a counter rose in the window; what it held before a fall (a restart, a reset) counts no further. Null where
 * it is known at fewer than two moments.
 */
export function gained({ buckets }: CounterWindow, name: string): Rise | null {
  const known = buckets.filter(({ values }) => values[name] != null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || timeOf(last) <= timeOf(first)) return null;
  const values = known.map((bucket) => bucket.values[name]!);
  const count = values.slice(1).reduce((sum, value, i) => sum + Math.max(0, value - values[i]!), 0);
  return { count, window: { from: timeOf(first), to: timeOf(last) } };
}

/** The rise of all totals of this prefix together. One that appears within the window began at 0. */
export function gainedByPrefix(window: CounterWindow, prefix: string): Rise | null {
  if (window.to <= window.from) return null;
  const names = window.names.filter((name) => name.startsWith(prefix));
  const count = names.reduce((sum, name) => sum + gainedFromZero(window, name), 0);
  return { count, window: { from: window.from, to: window.to } };
}

/** As `gained`, for totals that all workers count together: absent means not counted yet. */
export function gainedFromZero({ buckets }: CounterWindow, name: string): number {
  const values = buckets.map((bucket) => bucket.values[name] ?? null);
  const first = values[0] ?? 0;
  const last = values.findLast((value) => value !== null) ?? 0;
  return Math.max(0, last - first);
}

/** Cuts a window into `parts` of equal length. Each begins with the last sample before it, so no increase falls between two. */
export function cutWindow(window: CounterWindow, parts: number): readonly CounterWindow[] {
  const stepMs = (window.to - window.from) / parts;
  const lastUpTo = (time: number): number => window.buckets.findLastIndex((bucket) => timeOf(bucket) <= time);
  return Array.from({ length: parts }, (_, i): CounterWindow => {
    const [begin, end] = [window.from + i * stepMs, window.from + (i + 1) * stepMs];
    const buckets = window.buckets.slice(Math.max(0, lastUpTo(begin)), lastUpTo(end) + 1);
    const [first, last] = [buckets[0], buckets.at(-1)];
    return {
      ...window,
      from: first === undefined ? begin : timeOf(first),
      to: last === undefined ? begin : timeOf(last),
      buckets,
    };
  });
}
