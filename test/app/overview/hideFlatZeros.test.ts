import { expect, it } from 'vitest';
import { hideFlatZeros } from '../../../app/_components/overview/charts/hideFlatZeros.ts';

const valuesOf = (...values: (number | null | undefined)[]) =>
  hideFlatZeros(
    values.map((value, at) => (value === undefined ? { at } : { at, sync: value, other: 1 })),
    ['sync'],
  ).map((row) => row['sync']);

it('hides zeros among zeros, and keeps those where a series rises and falls', () => {
  expect(valuesOf(0, 0, 0, 5, 0, 0, 0)).toEqual([null, null, 0, 5, 0, null, null]);
  expect(valuesOf(3, 0, 3)).toEqual([3, 0, 3]);
});

it('takes a gap for nothing written', () => {
  expect(valuesOf(0, undefined, 0)).toEqual([null, null, null]);
  expect(valuesOf(0, 2, undefined)).toEqual([0, 2, undefined]);
});

it('leaves the other series as they are', () => {
  expect(hideFlatZeros([{ at: 0, sync: 0, other: 0 }], ['sync'])).toEqual([{ at: 0, sync: null, other: 0 }]);
});
