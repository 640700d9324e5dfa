import { downsample, floorTo, toRow, toSample } from '../../../../domain/downsample.ts';
import type { HistorySample } from '../../../../domain/history.ts';
import type { HistorySamples } from '../../../../server/types.ts';

/** The history with what streamed in since, on the history's own grid. */
export function appendToHistory(
  { widthMs, samples }: HistorySamples,
  live: readonly HistorySample[],
): readonly HistorySample[] {
  const last = samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  // The last bucket of the history was not complete when it was read.
  const rows = live.filter(({ at }) => floorTo(at, widthMs) >= last).map(toRow);
  const added = downsample(rows, widthMs).map(toSample);
  return [...(added[0]?.at === last ? samples.slice(0, -1) : samples), ...added];
}
