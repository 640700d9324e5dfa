import { expect, it } from 'vitest';
import { describeNext } from '../../../app/_components/overview/describeCycle.ts';

const next = {
  madeAt: 0,
  startsAt: 0,
  inSeconds: 192,
  cause: 'time',
  buffers: 41,
  dirtyBuffers: 30,
  writeSeconds: 4.1,
  skipped: false,
} as const;

it('tells what the next checkpoint is expected to write', () => {
  expect(describeNext(next)).toBe('Next in 3:12: 41 dirty pages (30 now), about 4.1 s of writing');
});

it('does not promise that it is skipped: what waits in the buffer may be written before', () => {
  expect(describeNext({ ...next, skipped: true })).toBe(
    'Next in 3:12: skipped if nothing is written until then',
  );
});
