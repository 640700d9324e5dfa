import type { HistorySample } from './history.ts';
import { isCounter, keepsLast } from './sampleNames.ts';

/** A sample as it is stored. Rows that were read together share one array of names. */
export interface SampleRow {
  readonly at: number;
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
  /** Time of a bucket's last value. */
  readonly lastAt?: number;
}

/** The names are sorted, so that the samples of every worker repeat the same text. */
export function toRow({ at, values }: HistorySample): SampleRow {
  const names = Object.keys(values).sort();
  return { at, names, values: names.map((name) => values[name] ?? null) };
}

export function toSample({ at, names, values, lastAt = at }: SampleRow): HistorySample {
  const named = Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
  return lastAt === at ? { at, values: named } : { at, values: named, lastAt };
}

/** Sums, counts and last known values are in the order of `names`. */
interface Bucket {
  readonly at: number;
  lastAt: number;
  names: readonly string[];
  readonly sums: number[];
  readonly counts: number[];
  readonly lasts: (number | null)[];
}

export const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;

/**
 * One row per bucket that has any, at the bucket's beginning; buckets begin at multiples of their width. A gauge becomes
 * the mean of its known values, a setting its last known value, a counter its last value, so that it is of `lastAt`; null
 * where none is known. Rows come in order of time.
 */
export function downsample(rows: readonly SampleRow[], widthMs: number): SampleRow[] {
  const buckets: Bucket[] = [];
  for (const row of rows) {
    const at = floorTo(row.at, widthMs);
    let bucket = buckets.at(-1);
    if (bucket?.at !== at) {
      bucket = { at, lastAt: at, names: row.names, sums: [], counts: [], lasts: [] };
      buckets.push(bucket);
    }
    addRow(bucket, row);
  }
  return buckets.map(closeBucket);
}

function addRow(bucket: Bucket, { at: rowAt, lastAt = rowAt, names, values }: SampleRow): void {
  const known = bucket.names;
  bucket.lastAt = lastAt;
  if (known !== names) bucket.names = [...new Set([...known, ...names])];
  for (let i = 0; i < names.length; i++) {
    const value = values[i] ?? null;
    const at = known === names ? i : bucket.names.indexOf(names[i]!);
    if (value === null) {
      if (isCounter(names[i]!)) bucket.lasts[at] = null;
      continue;
    }
    bucket.sums[at] = (bucket.sums[at] ?? 0) + value;
    bucket.counts[at] = (bucket.counts[at] ?? 0) + 1;
    bucket.lasts[at] = value;
  }
}

function closeBucket({ at, lastAt, names, sums, counts, lasts }: Bucket): SampleRow {
  const valueOf = (name: string, i: number): number | null => {
    const count = counts[i] ?? 0;
    if (count === 0) return null;
    return keepsLast(name) ? (lasts[i] ?? null) : sums[i]! / count;
  };
  return { at, lastAt, names, values: names.map(valueOf) };
}
