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

test('who comes while one reads gets the next one, together', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const first = shared.read('a', read);
  const later = [shared.read('a', read), shared.read('a', read)];
  expect(ends).toHaveLength(1);
  ends[0]!();
  expect(await first).toBe(1);
  expect(ends).toHaveLength(2);
  const last = shared.read('a', read);
  ends[1]!();
  expect(await Promise.all(later)).toEqual([2, 2]);
  ends[2]!();
  expect(await last).toBe(3);
});

test('another key waits for nobody, and nothing is kept of what has ended', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const reads = [shared.read('a', read), shared.read('b', read)];
  expect(ends).toHaveLength(2);
  for (const end of ends) end();
  await Promise.all(reads);
  const anew = shared.read('a', read);
  expect(ends).toHaveLength(3);
  ends[2]!();
  expect(await anew).toBe(3);
});

test('one that fails fails those who share it alone', async () => {
  const shared = new SharedReads<number>();
  const { ends, read } = createSource();
  const first = shared.read('a', read);
  const second = shared.read('a', read);
  ends[0]!(new Error('away'));
  await expect(first).rejects.toThrow('away');
  ends[1]!();
  expect(await second).toBe(2);
});
