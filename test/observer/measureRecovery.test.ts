import { expect, it } from 'vitest';
import { measureRecovery } from '../../observer/measureRecovery.ts';
import { T0 } from './checkpoints/simulatedServer.ts';

const record = { cause: 'end-of-recovery', writeSeconds: 0.4, syncSeconds: 0.1 } as const;
const at = {
  checkpointTime: T0 + 9_000,
  postmasterStartedAt: T0,
  startedBefore: T0 - 3_600_000,
  answeredAt: T0 + 20_000,
};

it('is from the start to the end of the checkpoint that ends recovery, in the middle of its second', () => {
  expect(measureRecovery(record, at)).toBe(10);
});

it('is not later than the first answer', () => {
  expect(measureRecovery(record, { ...at, answeredAt: T0 + 9_700 })).toBeCloseTo(9.6);
});

it('is unknown where the server was not started anew, or no recovery ended', () => {
  expect(measureRecovery(record, { ...at, startedBefore: T0 })).toBeNull();
  expect(measureRecovery({ ...record, cause: 'shutdown' }, at)).toBeNull();
});
