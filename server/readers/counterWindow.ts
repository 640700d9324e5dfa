import type { HistorySample } from '../../redis/history.ts';
import type { Services } from '../services.ts';
import { readHistorySamples, readToggles } from './history.ts';

/** A workload hour may be shorter than this at high time scales. */
const LEAST_WINDOW_MS = 60_000;
const MOST_BUCKETS = 36;

export interface WindowRange {
  readonly timeScale: number;
  /** Ms: see RedisState. */
  readonly steadySince: number;
  readonly points?: number;
}

/** What the history holds of the last workload hour, or since the last toggle, or since the load is steady. */
export interface CounterWindow {
  /** Wall seconds between the first and the last known values. */
  readonly seconds: number;
  /** When the window begins, ms. */
  readonly from: number;
  /** Of every value seen in it. */
  readonly names: readonly string[];
  /** Oldest first: gauges as means, counters as they stood at the end of a bucket. */
  readonly buckets: readonly HistorySample[];
}

export async function readCounterWindow(
  services: Services,
  { timeScale, steadySince, points = MOST_BUCKETS }: WindowRange,
): Promise<CounterWindow> {
  const now = Date.now();
  const hourAgo = now - Math.max(LEAST_WINDOW_MS, 3_600_000 / timeScale);
  const [toggle] = await readToggles(services, { from: hourAgo, to: now, limit: 1 });
  const from = Math.max(hourAgo, toggle?.at ?? 0, steadySince);
  const { samples, widthMs } = await readHistorySamples(services, { from, to: now, points });
  const first = samples[0];
  const last = samples.at(-1);
  const names = [...new Set(samples.flatMap(({ values }) => Object.keys(values)))];
  if (first === undefined || last === undefined || samples.length < 2) {
    return { seconds: 0, from, names, buckets: samples };
  }
  // A bucket's counters are those of its last second; the last bucket may have begun just now.
  const lastValueAt = Math.min(last.at + widthMs - 1_000, Math.floor(now / 1_000) * 1_000);
  const seconds = (lastValueAt - (first.at + widthMs - 1_000)) / 1_000;
  return { seconds, from, names, buckets: samples };
}

/**
 * How much a counter rose in the window; what it held before a fall (a restart, a reset) counts no further. Null where
 * it is known at fewer than two moments.
 */
export function gained({ buckets }: CounterWindow, name: string): number | null {
  const known = buckets.flatMap(({ values }) => values[name] ?? []);
  if (known.length < 2) return null;
  return known.slice(1).reduce((sum, value, i) => sum + Math.max(0, value - known[i]!), 0);
}

/** The rise of all totals of this prefix together. One that appears within the window began at 0. */
export function gainedByPrefix(window: CounterWindow, prefix: string): number | null {
  if (window.buckets.length < 2) return null;
  const names = window.names.filter((name) => name.startsWith(prefix));
  return names.reduce((sum, name) => sum + gainedFromZero(window, name), 0);
}

/** As `gained`, for totals that all workers count together: absent means not counted yet. */
export function gainedFromZero({ buckets }: CounterWindow, name: string): number {
  const values = buckets.map((bucket) => bucket.values[name] ?? null);
  const first = values[0] ?? 0;
  const last = values.findLast((value) => value !== null) ?? 0;
  return Math.max(0, last - first);
}
