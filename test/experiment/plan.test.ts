import { describe, expect, it } from 'vitest';
import { nameArm, parsePlan, PlanError, planRuns } from '../../experiment/plan.ts';

describe('a plan', () => {
  it('has the defaults of its help', () => {
    expect(parsePlan({})).toEqual({
      arms: ['direct', 'hybrid', 'hybrid-split'].map((strategy) => ({
        strategy,
        profile: 'default',
        syncIntervalMs: 300_000,
      })),
      preset: 'incident',
      cycles: 6,
      repetitions: 2,
      timeScale: 10,
      seed: 1,
    });
  });

  it('reads profile and sync interval of an arm, and names it as it was given', () => {
    const { arms } = parsePlan({ arms: 'direct,hybrid:calm@600,hybrid@60' });
    expect(arms[1]).toEqual({ strategy: 'hybrid', profile: 'calm', syncIntervalMs: 600_000 });
    expect(arms.map(nameArm)).toEqual(['direct', 'hybrid:calm@600', 'hybrid@60']);
  });

  it('runs the arms forth and back, so that a drift hits all alike', () => {
    const plan = parsePlan({ arms: 'direct,hybrid,hybrid-split', repetitions: 3 });
    expect(planRuns(plan).map(({ arm }) => arm)).toEqual([0, 1, 2, 2, 1, 0, 0, 1, 2]);
    expect(planRuns(plan).map(({ repetition }) => repetition)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it.each([
    [{ arms: 'direct' }, '--arms is "direct"'],
    [{ arms: 'direct,fast' }, '--arms has "fast"'],
    [{ arms: 'direct,hybrid:loud' }, '--arms has "hybrid:loud"'],
    [{ arms: 'direct,hybrid@0' }, '--arms has "hybrid@0"'],
    [{ arms: 'direct,,hybrid' }, '--arms has ""'],
  ])('refuses %j and says what it takes', (input, message) => {
    expect(() => parsePlan(input)).toThrow(PlanError);
    expect(() => parsePlan(input)).toThrow(message);
  });
});
