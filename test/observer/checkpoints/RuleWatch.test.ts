import { expect, it } from 'vitest';
import type { CheckpointRecord } from '../../../domain/checkpoints.ts';
import { RuleWatch } from '../../../observer/checkpoints/RuleWatch.ts';

const recordOf = (writeSeconds: number, source: 'buffercache' | 'last') =>
  ({
    cause: 'time',
    merged: 1,
    skipped: false,
    buffers: 100,
    writeSeconds,
    checkpointTimeoutSeconds: 300,
    completionTarget: 0.9,
    predicted: { buffers: 100, dirtyPages: source === 'last' ? null : 100, writeSeconds: 10, source },
  }) as CheckpointRecord;

function check(writeSeconds: number, source: 'buffercache' | 'last') {
  const watch = new RuleWatch();
  for (let i = 0; i < 12; i++) watch.add(recordOf(writeSeconds, source));
  return watch.check;
}

it('finds a server that writes several pages a nap, with and without a count of dirty pages', () => {
  expect(check(2.5, 'buffercache')!.medianError).toBeGreaterThan(0.05);
  expect(check(2.5, 'last')!.medianError).toBeGreaterThan(0.05);
});

it('accuses none whose other processes wrote dirty pages first, where these are not counted', () => {
  expect(check(14, 'buffercache')!.medianError).toBeGreaterThan(0.05);
  expect(check(14, 'last')).toBeNull();
});
