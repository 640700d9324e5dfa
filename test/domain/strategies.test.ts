import { expect, test } from 'vitest';
import { isSplit, isUnbuffered, STRATEGY_NAMES, toStrategyName } from '../../domain/strategies.ts';

test('one strategy writes at once, one splits the columns, and no other text does either', () => {
  expect(STRATEGY_NAMES.filter(isUnbuffered)).toEqual(['direct']);
  expect(STRATEGY_NAMES.filter(isSplit)).toEqual(['hybrid-split']);
  expect([isUnbuffered(null), isUnbuffered('none'), isSplit('none')]).toEqual([false, false, false]);
  expect(toStrategyName('none')).toBeNull();
});
