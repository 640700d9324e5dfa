import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlreadyRunningError, findHolder, takeLock } from '../../machine/lock.ts';
import { formatIdentity, identify, identifySelf } from '../../machine/processIdentity.ts';

const lockModule = fileURLToPath(new URL('../../machine/lock.ts', import.meta.url));
/** Takes the locks that its input names, and keeps them; all takers begin in the same millisecond. */
const TAKER = `
import { createInterface } from 'node:readline';
import { takeLock } from ${JSON.stringify(lockModule)};
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [file, at] = line.split(' ');
  while (Date.now() < Number(at));
  try { takeLock(file); console.log('taken'); } catch (error) { console.log(error.name); }
}
`;
const TAKERS = 3;
const ROUNDS = 100;
/** Enough for all of them to have read what to do. */
const NOTICE_MS = 10;

let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'breakwater-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

test('is held until it is released', () => {
  const lock = takeLock(join(dir, 'lock'));
  expect(lock.takenOver).toBe(false);
  expect(() => takeLock(join(dir, 'lock'))).toThrow(AlreadyRunningError);
  lock.release();
  takeLock(join(dir, 'lock')).release();
  expect(readdirSync(dir)).toEqual([]);
});

test.each([
  ['of a process that has ended', '4194305 boot/1\n'],
  ['of an earlier process with the same id', `${process.pid} boot/1\n`],
  ['that a power cut left empty', ''],
])('one %s is taken over', (_, text) => {
  writeFileSync(join(dir, 'lock'), text);
  expect(takeLock(join(dir, 'lock')).takenOver).toBe(true);
  expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(formatIdentity(identifySelf()));
});

test('one of version 0.1, which names no boot, is held by a process that runs', () => {
  const ticks = identifySelf().start.split('/').at(-1);
  writeFileSync(join(dir, 'lock'), `${process.pid} ${ticks}\n`);
  expect(() => takeLock(join(dir, 'lock'))).toThrow(AlreadyRunningError);
});

test('handed over it is held by the other process, until that ends', async () => {
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  children.push(holder);
  takeLock(join(dir, 'lock')).handOver(identify(holder.pid!)!);
  expect(() => takeLock(join(dir, 'lock'))).toThrow(`Process ${holder.pid} holds the lock`);
  const ended = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await ended;
  expect(takeLock(join(dir, 'lock')).takenOver).toBe(true);
});

test('of several processes that find one left exactly one takes it', async () => {
  const takers = await Promise.all(Array.from({ length: TAKERS }, startTaker));
  for (let round = 0; round < ROUNDS; round++) {
    const file = join(dir, `lock-${round}`);
    writeFileSync(file, '4194305 boot/1\n');
    const at = Date.now() + NOTICE_MS;
    const outcomes = await Promise.all(takers.map((take) => take(`${file} ${at}`)));
    expect(outcomes.toSorted()).toEqual([...Array<string>(TAKERS - 1).fill('AlreadyRunningError'), 'taken']);
    expect(existsSync(`${file}.takeover`)).toBe(false);
  }
});

async function startTaker(): Promise<(order: string) => Promise<string>> {
  const args = ['--import', './scripts/typescript.mjs', '--input-type=module', '-e', TAKER];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toBe('ready');
  return (order) => {
    child.stdin.write(`${order}\n`);
    return next();
  };
}

test('its holder is known while it lives', () => {
  const file = join(dir, 'lock');
  expect(findHolder(file)).toBeNull();
  const lock = takeLock(file);
  expect(findHolder(file)).toEqual(identifySelf());
  lock.release();
  expect(findHolder(file)).toBeNull();
  writeFileSync(file, formatIdentity({ pid: process.pid, start: 'another boot/1' }));
  expect(findHolder(file)).toBeNull();
});
