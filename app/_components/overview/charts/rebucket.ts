import { isCounter, keepsLast } from '../../../../domain/sampleNames.ts';
import type { HistorySample } from '../../../../domain/history.ts';
import type { HistorySamples } from '../../../../server/types.ts';

/**
 * The history with what streamed in since, on the history's own grid: buckets begin at multiples of their width, a gauge
 * is the mean of its known values, a setting the last one, a counter as the last sample has it.
 */
export function appendToHistory(
  history: HistorySamples,
  live: readonly HistorySample[],
): readonly HistorySample[] {
  const { widthMs, samples } = history;
  const last = samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const buckets = new Map<number, HistorySample[]>();
  for (const sample of live) {
    const at = Math.floor(sample.at / widthMs) * widthMs;
    // The last bucket of the history was not complete when it was read.
    if (at < last) continue;
    const bucket = buckets.get(at);
    if (bucket === undefined) buckets.set(at, [sample]);
    else bucket.push(sample);
  }
  const added = [...buckets].map(([at, bucket]) => merge(at, bucket));
  return [...(buckets.has(last) ? samples.slice(0, -1) : samples), ...added];
}

function merge(at: number, bucket: readonly HistorySample[]): HistorySample {
  const last = bucket.at(-1)!;
  const values = Object.keys(last.values).map((name) => {
    if (isCounter(name)) return [name, last.values[name]!];
    const known = bucket.map((sample) => sample.values[name] ?? null).filter((value) => value !== null);
    if (known.length === 0) return [name, null];
    if (keepsLast(name)) return [name, known.at(-1)!];
    return [name, known.reduce((sum, value) => sum + value, 0) / known.length];
  });
  return { at, lastAt: last.at, values: Object.fromEntries(values) as Record<string, number | null> };
}
