import { describe, expect, it } from 'vitest';
import {
  describeRunning,
  type RunningFacts,
} from '../../../../worker/observers/checkpoints/describeRunning.ts';
import type { Sighting } from '../../../../worker/observers/checkpoints/sighting.ts';
import { MB, sampleOf } from './samples.ts';
import { SETTINGS, T0 } from './simulatedServer.ts';

const SIGHTING: Sighting = {
  startedAt: T0,
  timed: 11,
  requested: 5,
  cause: 'time',
  inferred: false,
  fullPageImages: 60,
  walLsn: 6_000_000,
  joined: false,
  settings: SETTINGS,
  countedBefore: false,
};
const PREDICTED = { buffers: 100, writeSeconds: 10, source: 'buffercache' } as const;
const describeAt = (
  seconds: number,
  own: Partial<RunningFacts> = {},
  waitEvent: string | null = 'CheckpointWriteDelay',
) =>
  describeRunning({
    sighting: SIGHTING,
    sample: sampleOf({ at: T0 + seconds * 1_000, walLsn: 6_000_000 + 264 * MB, waitEvent }),
    settings: SETTINGS,
    buffersWritten: seconds * 10,
    predicted: PREDICTED,
    ...own,
  });

describe('a running checkpoint', () => {
  it('is told in pages, time and WAL', () => {
    expect(describeAt(6)).toMatchObject({
      kind: 'checkpoint',
      cause: 'time',
      phase: 'writing',
      buffersWritten: 60,
      buffersTotal: 100,
      elapsedSeconds: 6,
      timeShare: 0.2,
      walShare: 0.5,
      etaSeconds: 4,
    });
  });

  it('never has less to write than is written, nor less than no time left', () => {
    expect(describeAt(12)).toMatchObject({ buffersTotal: 120, etaSeconds: 0 });
    expect(describeAt(-1)).toMatchObject({ elapsedSeconds: 0, timeShare: 0 });
  });

  it('corrects the total by its own pace where that is beyond the knee, after three seconds', () => {
    // 27 s × 0.9: on schedule, 1,000 pages in 9 s are a third of all.
    expect(describeAt(9, { buffersWritten: 1_000 }).buffersTotal).toBe(3_000);
    expect(describeAt(2, { buffersWritten: 1_000 }).buffersTotal).toBe(1_000);
    expect(describeAt(9, { buffersWritten: 1_000, predicted: null }).buffersTotal).toBe(3_000);
    expect(describeAt(9, { buffersWritten: 90, predicted: null }).buffersTotal).toBeNull();
  });

  it('has no total where the observer came in between', () => {
    const joined = { sighting: { ...SIGHTING, joined: true }, predicted: null };
    expect(describeAt(9, { ...joined, buffersWritten: 1_000 })).toMatchObject({
      buffersTotal: null,
      etaSeconds: null,
      joined: true,
    });
  });

  it.each([
    ['DataFileSync', 'syncing'],
    ['SLRUSync', 'syncing'],
    ['SlruSync', 'syncing'],
    // Before a page is written its WAL is flushed.
    ['WALSync', 'writing'],
    ['DataFileWrite', 'writing'],
    [null, 'writing'],
  ] as const)('waiting for %s is %s', (waitEvent, phase) => {
    expect(describeAt(5, {}, waitEvent).phase).toBe(phase);
  });

  it('is a restartpoint on a standby', () => {
    expect(describeAt(1, { sample: sampleOf({ inRecovery: true }) }).kind).toBe('restartpoint');
  });
});
