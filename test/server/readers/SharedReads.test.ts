import { expect, test } from 'vitest';
import { SharedReads } from '../../../server/readers/SharedReads.ts';

/** A read that ends when it is told to; counts how often it began. */
function createSource() {
  const ends: ((error?: Error) => void)[] = [];
  const read = (): Promise<number> => {
    const count = ends.length + 1;
    return new Promise((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve(count) : reject(error)));
    });
  };
  return { ends, read };
}

/** As many as read at once. */
const AT_ONCE = 4;
const askTimes = (count: number, ask: () => Promise<number>): Promise<number>[] =>
  Array.from({ length: count }, ask);

test('some read at once; who comes while so many do gets the next one, together', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const ask = () => shared.read('a', read);
  const first = askTimes(AT_ONCE, ask);
  const later = [ask(), ask()];
  expect(ends).toHaveLength(AT_ONCE);
  ends[2]!();
  expect(await first[2]).toBe(3);
  expect(ends).toHaveLength(AT_ONCE + 1);
  const last = ask();
  ends[4]!();
  expect(await Promise.all(later)).toEqual([5, 5]);
  ends[5]!();
  expect(await last).toBe(6);
  for (const end of ends) end();
  expect(await Promise.all(first)).toEqual([1, 2, 3, 4]);
});

test('another key waits for nobody, and nothing is kept of what has ended', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const reads = [...askTimes(AT_ONCE, () => shared.read('a', read)), shared.read('b', read)];
  expect(ends).toHaveLength(AT_ONCE + 1);
  for (const end of ends) end();
  await Promise.all(reads);
  const anew = shared.read('a', read);
  expect(ends).toHaveLength(AT_ONCE + 2);
  ends.at(-1)!();
  expect(await anew).toBe(AT_ONCE + 2);
});

test('one that fails fails those who share it alone', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const ask = () => shared.read('a', read);
  const [first, ...others] = askTimes(AT_ONCE, ask);
  const waiting = ask();
  ends[0]!(new Error('away'));
  await expect(first).rejects.toThrow('away');
  for (const end of ends.slice(1)) end();
  expect(await Promise.all(others)).toEqual([2, 3, 4]);
  expect(await waiting).toBe(AT_ONCE + 1);
});
