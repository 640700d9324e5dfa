import { expect, it } from 'vitest';
import {
  describeCycle,
  describeNext,
  describeProgress,
} from '../../../app/_components/overview/describeCycle.ts';
import { viewOf } from './views.ts';

const next = {
  madeAt: 0,
  startsAt: 0,
  inSeconds: 192,
  timeShare: 0.36,
  cause: 'time',
  buffers: 41,
  dirtyPages: 52,
  dirtyBuffers: 30,
  writeSeconds: 4.1,
  skipped: false,
} as const;

it('says what the next checkpoint is expected to write', () => {
  expect(describeNext(next)).toBe('Next in 3:12: 41 pages (30 dirty now), about 4.1 s of writing');
});

it('does not promise that it is skipped: what waits in the buffer may be written before', () => {
  expect(describeNext({ ...next, skipped: true })).toBe(
    'Next in 3:12: skipped if nothing is written until then',
  );
});

const running = {
  kind: 'checkpoint',
  startedAt: 0,
  cause: 'time',
  inferred: false,
  joined: false,
  phase: 'writing',
  buffersWritten: 512,
  buffersTotal: 812,
  timeShare: 0.3,
  walShare: 0.1,
  elapsedSeconds: 10,
  predicted: null,
  etaSeconds: 18.2,
} as const;

it('says how far the running one is, and no time left where nobody watches any more', () => {
  expect(describeProgress(running, true)).toBe('512 of 812 pages, about 18 s left');
  expect(describeProgress(running, false)).toBe('512 of 812 pages');
});

it('says the share of the clock also where WAL is to start the next one', () => {
  const view = viewOf({ next: { ...next, cause: 'wal' } });
  expect(describeCycle(view).timeShare).toBe(0.36);
  expect(describeCycle(viewOf({ running, next: null })).timeShare).toBe(0.3);
});
