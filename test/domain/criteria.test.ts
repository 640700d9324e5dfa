import { expect, test } from 'vitest';
import { CRITERIA, meets } from '../../domain/criteria.ts';

test.each([
  [CRITERIA.writesPerHour, 50, 50.1],
  [CRITERIA.checkpointPages, 499, 500],
  [CRITERIA.checkpointMinutes, 30, 29.9],
])('%o is met by %d and not by %d', (criterion, met, missed) => {
  expect([meets(criterion, met), meets(criterion, missed)]).toEqual([true, false]);
});
