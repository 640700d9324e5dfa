import { expect, it } from 'vitest';
import { ControlHold } from '../../observer/ControlHold.ts';
import { sampleOf } from './checkpoints/samples.ts';
import { T0 } from './checkpoints/simulatedServer.ts';

const ENDED = { checkpointLsn: 7_000_120, redoLsn: 7_000_000, checkpointTime: T0 };

it('shows the end of a checkpoint once the counters have it', () => {
  const hold = new ControlHold();
  const before = sampleOf();
  const ahead = hold.align(before, sampleOf({ ...ENDED, at: T0 + 500 }));
  expect(ahead).toEqual(sampleOf({ at: T0 + 500 }));
  const counted = sampleOf({ ...ENDED, at: T0 + 1_000, timed: 11, writeMs: 12_500 });
  expect(hold.align(ahead, counted)).toEqual(counted);
});

it('shows that a checkpoint runs once its start is counted', () => {
  const hold = new ControlHold();
  const running = { waitEvent: 'CheckpointWriteDelay' };
  const ahead = hold.align(sampleOf(), sampleOf({ ...running, at: T0 + 500 }));
  expect(ahead).toEqual(sampleOf({ at: T0 + 500 }));
  const counted = sampleOf({ ...running, at: T0 + 1_000, timed: 11 });
  expect(hold.align(ahead, counted)).toEqual(counted);
  expect(hold.align(counted, sampleOf({ ...running, at: T0 + 1_500, timed: 11 })).waitEvent).toBe(
    running.waitEvent,
  );
});

it('waits no longer than two seconds, for a checkpoint that took no time', () => {
  const hold = new ControlHold();
  let last = sampleOf();
  for (let ms = 500; ms <= 2_500; ms += 500) last = hold.align(last, sampleOf({ ...ENDED, at: T0 + ms }));
  expect(last).toMatchObject(ENDED);
});

it('holds back nothing of a server that was started again', () => {
  const hold = new ControlHold();
  const restarted = sampleOf({ ...ENDED, postmasterStartedAt: T0 });
  expect(hold.align(sampleOf(), restarted)).toEqual(restarted);
});
