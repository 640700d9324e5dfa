import { expect, test } from 'vitest';
import type { PastPhase } from '../../../../scripts/verify/truth/plan.ts';
import { findWrongErrors, measurePredictions } from '../../../../scripts/verify/truth/predictions.ts';
import type { ObservedCheckpoint } from '../../../../domain/checkpoints.ts';
import { readingsOf } from './shownFigures.ts';

const PHASES: readonly PastPhase[] = [
  { name: 'direct', strategy: 'direct', seconds: 150, from: 0, to: 150_000 },
  { name: 'Redis stopped', frozen: 'redis', seconds: 12, from: 150_000, to: 162_000 },
];

const record = (startedAt: number, predicted: number, buffers: number): ObservedCheckpoint =>
  ({
    id: `1/0/${startedAt}`,
    startedAt,
    buffers,
    predicted: { buffers: predicted },
    skipped: false,
    merged: 1,
  }) as ObservedCheckpoint;
/** The newest first, as the history gives them. */
const RECORDS = [record(90_000, 1_500, 1_000), record(60_000, 1_100, 1_000), record(30_000, 900, 300)];

test('errors by strategy, without the checkpoint that writes what the one before left', () => {
  expect(measurePredictions(RECORDS, PHASES)).toEqual([
    { strategy: 'direct', count: 2, median: 0.3, worst: 0.5 },
  ]);
});

test('an error that is shown must be that of the record', () => {
  const shown = (value: number) => readingsOf([{ figure: 'checkpoint-pages-error', of: '1/0/60000', value }]);
  expect(findWrongErrors(shown(0.1), RECORDS)).toEqual([]);
  expect(findWrongErrors(shown(0.001), RECORDS)).toHaveLength(1);
});
