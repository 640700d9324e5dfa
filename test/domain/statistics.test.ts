import { expect, test } from 'vitest';
import { median, quantileOf } from '../../domain/statistics.ts';

test('the median: the middle of an odd number, the mean of two of an even one, null of nothing', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(median([])).toBeNull();
});

test('a quantile is one of the values', () => {
  expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(3);
  expect(quantileOf([1, 2, 3, 4], 1)).toBe(4);
  expect(quantileOf([], 0.5)).toBeNaN();
});
