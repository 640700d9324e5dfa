import { expect, test } from 'vitest';
import { Heartbeat } from '../../../server/readers/Heartbeat.ts';

const T0 = 1_700_000_000_000;

test('where both clocks agree a report is as old as it says, whenever it is read', () => {
  const heartbeat = new Heartbeat();
  expect(heartbeat.see(T0, T0 + 300)).toBe(T0);
  expect(heartbeat.see(T0, T0 + 9_000)).toBe(T0);
  expect(heartbeat.see(T0 + 10_000, T0 + 10_400)).toBe(T0 + 10_000);
});

test('the first report may be old', () => {
  expect(new Heartbeat().see(T0, T0 + 600_000)).toBe(T0);
});

test.each([
  ['behind', -8_000],
  ['ahead', 8_000],
])('a worker whose clock is %s is alive while its reports go on', (_what, offset) => {
  const heartbeat = new Heartbeat();
  heartbeat.see(T0 + offset, T0);
  expect(heartbeat.see(T0 + offset + 1_000, T0 + 1_000)).toBe(T0 + 1_000);
  expect(heartbeat.see(T0 + offset + 1_000, T0 + 7_000)).toBe(T0 + 1_000);
});
