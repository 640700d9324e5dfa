import { expect, test } from 'vitest';
import { findContradictions } from '../../../../scripts/verify/truth/contradictions.ts';
import { readingsOf } from './shownFigures.ts';

const strip = { figure: 'running-pages-total', place: 'strip' };
const ahead = { figure: 'running-pages-total', place: 'ahead' };
const list = { figure: 'checkpoint-pages', of: '1/0/1A', place: 'list' };
const window = { from: 0, to: 30_000 };

test('two places that show a value of now at one moment must agree', () => {
  expect(
    findContradictions(
      readingsOf(
        [
          { ...strip, value: 5 },
          { ...ahead, value: 5 },
        ],
        [{ ...strip, value: 6 }],
      ),
    ),
  ).toEqual([]);
  expect(
    findContradictions(
      readingsOf([
        { ...strip, value: 19_593 },
        { ...ahead, value: 15_786 },
      ]),
    ),
  ).toMatchObject([{ figure: 'running-pages-total', places: ['strip', 'ahead'], count: 1 }]);
});

test('what is over, and what a window holds, never changes', () => {
  expect(findContradictions(readingsOf([{ ...list, value: 5 }], [{ ...list, value: 6 }]))).toHaveLength(1);
  const rate = { figure: 'writes-per-hour', window };
  expect(findContradictions(readingsOf([{ ...rate, value: 5 }], [{ ...rate, value: 6 }]))).toHaveLength(1);
  const later = { ...rate, window: { from: 30_000, to: 60_000 } };
  expect(findContradictions(readingsOf([{ ...rate, value: 5 }], [{ ...later, value: 6 }]))).toEqual([]);
});

test('what is marked as old, or not known, contradicts nothing', () => {
  const old = { ...ahead, value: 6, isMarked: true };
  expect(findContradictions(readingsOf([{ ...strip, value: 5 }, old, { ...ahead, value: null }]))).toEqual(
    [],
  );
});
