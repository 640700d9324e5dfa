import { PAGE_BYTES } from '../../domain/postgres.ts';
import { formatCount } from '../../domain/format.ts';
import type { Evidence } from './evidence.ts';

/**
 * Why no strategy can come down to `most` statements an hour under the simulated preset; null where one can, or where
 * the load is not simulated. Each sync writes what changed, `batchRows` rows to a statement.
 */
export function explainWritesOutOfReach(evidence: Evidence, most: number): string | null {
  const { preset, syncIntervalMs } = evidence;
  if (preset === null) return null;
  const { updatedRows, unchangedShare, batchRows } = preset.workload;
  const perHour = (rows: number): number => (Math.ceil(rows / batchRows) * 3_600_000) / syncIntervalMs;
  if (perHour(updatedRows * (1 - unchangedShare)) <= most) return null;
  return `PRESET=${preset.name} cannot meet it: a sync writes up to ${formatCount(updatedRows)} rows, ${formatCount(batchRows)} in a statement, which makes up to ${formatCount(perHour(updatedRows))} statements an hour. The target was set for the 50 tracked tokens of PRESET=seed.`;
}

/** The same of pages a checkpoint: no strategy spreads the updated rows over fewer than the narrow table of `hybrid-split`. */
export function explainPagesOutOfReach({ preset }: Evidence, most: number): string | null {
  if (preset === null) return null;
  const { updatedRows, unchangedShare, narrowBytesPerRow } = preset.workload;
  const pages = (updatedRows * (1 - unchangedShare) * narrowBytesPerRow) / PAGE_BYTES;
  if (pages < most) return null;
  return `PRESET=${preset.name} cannot meet it: it updates ${formatCount(updatedRows)} rows, and even the narrow table of hybrid-split holds them on about ${formatCount(pages)} pages.`;
}
