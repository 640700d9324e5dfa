import { HOT_ROWS, HOT_SHARE, ZIPF_EXPONENT } from './cases.ts';
import type { CalibrationCase } from './types.ts';

/** mulberry32: uniform in [0, 1), the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of rows from 0, drawn as the case's stream has it. */
export function createDraw({ distribution, updatedRows, seed }: CalibrationCase): () => number {
  const random = createRandom(seed);
  const uniform = (from: number, count: number): number => from + Math.floor(random() * count);
  switch (distribution) {
    case 'uniform':
      return () => uniform(0, updatedRows);
    case 'in-turn': {
      let next = 0;
      return () => next++ % updatedRows;
    }
    case 'hot-set':
      return () => (random() < HOT_SHARE ? uniform(0, HOT_ROWS) : uniform(HOT_ROWS, updatedRows - HOT_ROWS));
    case 'zipf':
      return createZipfDraw(updatedRows, random);
  }
}

function createZipfDraw(rows: number, random: () => number): () => number {
  const sums = new Float64Array(rows);
  let sum = 0;
  for (let rank = 0; rank < rows; rank++) sums[rank] = sum += (rank + 1) ** -ZIPF_EXPONENT;
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, rows - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
