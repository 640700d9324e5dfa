import { describe, expect, it } from 'vitest';
import { describeRunning, type RunningFacts } from '../../../observer/checkpoints/describeRunning.ts';
import type { Observation } from '../../../observer/checkpoints/observation.ts';
import { MB, sampleOf } from './samples.ts';
import { SETTINGS, T0 } from './simulatedServer.ts';

const OBSERVATION: Observation = {
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
const PREDICTED = { buffers: 100, dirtyPages: 100, writeSeconds: 10, source: 'buffercache' } as const;
/** Where dirty pages cannot be counted. */
const AS_LAST = { ...PREDICTED, dirtyPages: null, source: 'last' } as const;
const describeAt = (
  seconds: number,
  own: Partial<RunningFacts> = {},
  waitEvent: string | null = 'CheckpointWriteDelay',
) =>
  describeRunning({
    observation: OBSERVATION,
    sample: sampleOf({ at: T0 + seconds * 1_000, walLsn: 6_000_000 + 264 * MB, waitEvent }),
    settings: SETTINGS,
    buffersWritten: seconds * 10,
    predicted: PREDICTED,
    dirtyNow: null,
    turnoverPerSecond: 0,
    ...own,
  });

describe('a running checkpoint', () => {
  it('is described in pages, time and WAL', () => {
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

  it('never has less to write than is written, and knows no end once it takes longer than predicted', () => {
    expect(describeAt(10.5, { buffersWritten: 120 })).toMatchObject({ buffersTotal: 120, etaSeconds: 0 });
    expect(describeAt(12)).toMatchObject({ buffersTotal: null, etaSeconds: null });
    expect(describeAt(-1)).toMatchObject({ elapsedSeconds: 0, timeShare: 0 });
  });

  it('has no more left than is dirty now, nor what others wrote first', () => {
    expect(describeAt(5, { dirtyNow: 20 }).buffersTotal).toBe(70);
    // In its ten seconds others would write 0.8 times all that is dirty; half of that time is over.
    const { buffersTotal } = describeAt(5, { turnoverPerSecond: 0.08 });
    expect(buffersTotal).toBe(50 + Math.round((100 * (Math.exp(-0.4) - Math.exp(-0.8))) / 0.8));
    expect(describeAt(9, { buffersWritten: 90, dirtyNow: 0 }).buffersTotal).toBe(90);
  });

  it('corrects the total by its own pace where that is beyond the knee, after three seconds', () => {
    // 27 s × 0.9: on schedule, 1,000 pages in 9 s are a third of all.
    expect(describeAt(9, { buffersWritten: 1_000, predicted: AS_LAST }).buffersTotal).toBe(3_000);
    expect(describeAt(2, { buffersWritten: 1_000, predicted: AS_LAST }).buffersTotal).toBe(1_000);
    expect(describeAt(9, { buffersWritten: 1_000, predicted: null }).buffersTotal).toBe(3_000);
    expect(describeAt(9, { buffersWritten: 90, predicted: null }).buffersTotal).toBeNull();
  });

  it('has no total where the observer came in between', () => {
    const joined = { observation: { ...OBSERVATION, joined: true }, predicted: null };
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
