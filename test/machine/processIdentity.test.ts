import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import {
  formatIdentity,
  identify,
  identifySelf,
  isAlive,
  parseIdentity,
  signalProcess,
} from '../../machine/processIdentity.ts';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
});

const startChild = (): ChildProcess =>
  (child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' }));

test('a process is known by its id and its start, until it ends', async () => {
  const running = startChild();
  const identity = identify(running.pid!)!;
  expect(isAlive(identity)).toBe(true);
  expect(signalProcess(identity, 'SIGTERM')).toBe(true);
  await once(running, 'exit');
  expect([isAlive(identity), signalProcess(identity, 'SIGTERM')]).toEqual([false, false]);
});

test('another process with the same id is not signalled', () => {
  const running = startChild();
  const earlier = { pid: running.pid!, start: `${identify(running.pid!)!.start}0` };
  expect(signalProcess(earlier, 'SIGKILL')).toBe(false);
  // Signal 0 asks only.
  expect(running.kill(0)).toBe(true);
});

test('the same ticks after another boot are another process', () => {
  const { pid, start } = identifySelf();
  expect(isAlive({ pid, start })).toBe(true);
  expect(isAlive({ pid, start: start.replace(/^\w/, 'x') })).toBe(false);
});

test('an identity is read as it was written', () => {
  expect(parseIdentity(formatIdentity(identifySelf()))).toEqual(identifySelf());
});

test.each(['', '0 1', '-1 1', '1', 'x 1', '12345678901 1', ' '])('%j names no process', (text) => {
  expect(parseIdentity(text)).toBeNull();
});
