import { expect, it } from 'vitest';
import { LookBudget } from '../../observer/LookBudget.ts';

it('is filled again for another checkpoint, but not twice within five seconds', () => {
  const budget = new LookBudget();
  const full = budget.left;
  budget.spend(full - 1);
  budget.refill(1_000);
  expect(budget.left).toBe(full);
  budget.spend(full + 5);
  budget.refill(5_999);
  expect(budget.left).toBe(0);
  budget.refill(6_000);
  expect(budget.left).toBe(full);
});
