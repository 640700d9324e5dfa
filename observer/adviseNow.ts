import type { Advice } from '../domain/advice.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import type { ObserverView } from '../domain/observerView.ts';
import { createAdvice } from './advice.ts';
import type { TableHeat } from './statements/readTableHeat.ts';

/** Advice for what is seen now; none before the first poll. `records`: newest last. */
export function adviseNow(
  view: ObserverView,
  records: readonly CheckpointRecord[],
  tables: readonly TableHeat[],
): readonly Advice[] {
  const { settings, sample, server } = view;
  if (settings === null || sample === null) return [];
  const platforms = server?.platforms ?? [];
  const { walBytes, fullPageImages, fullPageImageBytes } = sample;
  const wal = { walBytes, fullPageImages, fullPageImageBytes, walKept: view.walKept ?? null };
  return createAdvice({ records, settings, platforms, tables, ...wal });
}
