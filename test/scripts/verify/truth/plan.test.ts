import { expect, test } from 'vitest';
import { countSeconds, createPlan } from '../../../../scripts/verify/truth/plan.ts';

test('goes through every strategy and every outage in the time that it has', () => {
  const plan = createPlan(10);
  expect(countSeconds(plan)).toBeCloseTo(600, -1);
  expect(plan.flatMap(({ strategy }) => strategy ?? [])).toEqual(['direct', 'hybrid', 'hybrid-split']);
  expect(plan.flatMap(({ frozen }) => frozen ?? [])).toEqual(['postgres', 'redis', 'worker']);
});
