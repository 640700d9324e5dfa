import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecentReads } from '../../../server/readers/RecentReads.ts';

/** The reads that have begun, in their order: each ends when the test calls its `end`. Its result is its number. */
let begun: { readonly end: () => void; readonly fail: () => void }[];
let recent: RecentReads<number>;

const read = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const number = begun.length + 1;
    begun.push({ end: () => resolve(number), fail: () => reject(new Error(`read ${number} failed`)) });
  });
const ask = (key = 'a'): Promise<number> => recent.read(key, read);
const wait = (ms: number): void => void vi.advanceTimersByTime(ms);

async function end(number: number): Promise<void> {
  begun[number - 1]!.end();
  await setImmediate();
}
async function fail(number: number): Promise<void> {
  begun[number - 1]!.fail();
  await setImmediate();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  recent = new RecentReads();
  begun = [];
});
afterEach(() => void vi.useRealTimers());

test('all who come while the first one reads wait for it, together', async () => {
  const asked = [ask(), ask()];
  wait(199);
  asked.push(ask());
  expect(begun).toHaveLength(1);
  await end(1);
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
});

test('what has just been read is answered, without another read', async () => {
  const first = ask();
  await end(1);
  wait(50);
  expect(await Promise.all([first, ask(), ask()])).toEqual([1, 1, 1]);
  expect(begun).toHaveLength(1);
});

test('what is a little older is answered at once, while one reads again', async () => {
  void ask();
  await end(1);
  wait(51);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(begun).toHaveLength(2);
  await end(2);
  expect(await ask()).toBe(2);
  expect(begun).toHaveLength(2);
});

test('what is older is never answered: who asks waits for a read', async () => {
  void ask();
  await end(1);
  wait(201);
  const asked = ask();
  await end(2);
  expect(await asked).toBe(2);
});

test('while reading again takes its time, the last result is answered for a second', async () => {
  void ask();
  await end(1);
  wait(100);
  expect(await ask()).toBe(1);
  wait(900);
  expect(await ask()).toBe(1);
  wait(1);
  const asked = ask();
  await end(begun.length);
  expect(await asked).toBe(begun.length);
});

test('the age counts from where a read began, so who comes late to a slow one gets another', async () => {
  const first = ask();
  wait(201);
  const second = ask();
  expect(begun).toHaveLength(2);
  await end(2);
  await end(1);
  expect(await Promise.all([first, second])).toEqual([1, 2]);
  expect(await ask()).toBe(2);
});

test('a slow read that ends ends nothing but itself: the one that began after it is still waited for', async () => {
  void ask();
  wait(201);
  void ask();
  await end(1);
  expect(await ask()).toBe(1);
  expect(begun).toHaveLength(2);
});

test('another key has reads of its own', async () => {
  const asked = [ask(), ask('b')];
  await end(1);
  await end(2);
  expect(await Promise.all(asked)).toEqual([1, 2]);
});

test('one that fails fails only those who wait for it, and the next who asks reads again', async () => {
  const asked = [ask(), ask()];
  const outcomes = Promise.allSettled(asked);
  await fail(1);
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask();
  await end(2);
  expect(await next).toBe(2);
});

test('where looking again fails, the last result is answered until it is old', async () => {
  void ask();
  await end(1);
  wait(100);
  expect(await ask()).toBe(1);
  await fail(2);
  expect(await ask()).toBe(1);
  await fail(3);
  wait(101);
  const outcomes = Promise.allSettled([ask()]);
  await fail(4);
  expect((await outcomes)[0].status).toBe('rejected');
});
