import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAN_FLAGS } from '../../../bench/chaos/plan.ts';
import { createSchedule } from '../../../bench/chaos/schedule.ts';
import { readArguments } from '../../../scripts/command/arguments.ts';
import { type ChaosPlan, FAULT_NAMES } from '../../../bench/chaos/types.ts';

const readPlan = (...args: readonly string[]): ChaosPlan => readArguments(args, PLAN_FLAGS)!.values;

describe('createSchedule', () => {
  it('is the same for the same seed and another for another', () => {
    const plan = readPlan('--seconds', '120', '--seed', '7');
    expect(createSchedule(plan)).toEqual(createSchedule(plan));
    expect(createSchedule({ ...plan, seed: 8 })).not.toEqual(createSchedule(plan));
  });

  it('brings every fault before any comes again, in rising order, inside the run (property)', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 60, max: 600 }), (seed, seconds) => {
        const schedule = createSchedule({ ...readPlan(), seed, seconds });
        expect(new Set(schedule.slice(0, FAULT_NAMES.length).map(({ name }) => name)).size).toBe(
          FAULT_NAMES.length,
        );
        const moments = schedule.map(({ atMs }) => atMs);
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
        expect(moments.at(-1)).toBeLessThan(seconds * 1_000);
      }),
    );
  });
});

describe('a plan', () => {
  it('has the defaults of its help', () => {
    const rest = { seconds: 60, seed: 1, workers: 2, fsync: 'always', control: null };
    expect(readPlan()).toEqual({ ...rest, faults: FAULT_NAMES });
  });

  it('takes some of the faults', () => {
    expect(readPlan('--faults', 'poison, switch').faults).toEqual(['poison', 'switch']);
  });

  it.each([
    [['--seconds', 'soon'], '--seconds is "soon": it takes a whole number from 5 to 86400'],
    [['--workers', '0'], '--workers is "0": it takes a whole number from 1 to 16'],
    [['--fsync', 'no'], '--fsync is "no": it takes always, everysec'],
    [['--faults', 'kill-worker,rain'], '--faults is "kill-worker,rain": it takes one or more, '],
    [['--control', 'luck'], '--control is "luck": it takes delete-before-write, '],
  ])('says which flag is wrong, what it got and what it takes: %j', (args, message) => {
    expect(() => readPlan(...args)).toThrow(message);
  });
});
