import { describe, expect, it } from 'vitest';
import {
  describeChange,
  describeChanges,
  describeCollecting,
  describeLoad,
  describePeriod,
} from '../../domain/describeChanges.ts';
import type { Figures } from '../../domain/figures.ts';
import type { MeasuredPeriod, PeriodComparison } from '../../domain/periods.ts';
import type { RateChange } from '../../domain/rates.ts';

const NONE = {
  pagesWrittenBy: { checkpointer: null, bgwriter: null, backends: null, vacuum: null },
  latencySeconds: {},
} as unknown as Figures;
const periodOf = (
  strategy: MeasuredPeriod['strategy'],
  own: Partial<MeasuredPeriod> = {},
): MeasuredPeriod => ({
  from: 1,
  to: 2,
  mark: null,
  strategy,
  isCurrent: false,
  cycleSeconds: 30,
  figures: NONE,
  ...own,
});
const changeOf = (difference: RateChange['difference'], ratio: number | null): RateChange => ({
  difference,
  ratio,
  interval: ratio === null ? null : { low: ratio * 0.9, high: ratio * 1.1 },
});
const say = (changes: PeriodComparison['changes']): string =>
  describeChanges({ before: periodOf('direct'), after: periodOf('hybrid'), changes });

describe('the sentence', () => {
  it('says what is sure, and where there is no difference', () => {
    expect(
      say({
        writesPerHour: changeOf('less', 0.005),
        walBytesPerHour: changeOf('less', 0.59),
        pagesWrittenPerHour: changeOf('more', 2.34),
        pagesPerCheckpoint: changeOf('no difference', 0.9),
      }),
    ).toBe(
      'hybrid against direct: 99.5 % fewer statements, 41 % less WAL, 2.3 times the page writes in all, no difference in pages per checkpoint.',
    );
  });

  it('keeps apart what too few cycles say', () => {
    const early = changeOf('too few cycles to tell', 0.6);
    expect(say({ writesPerHour: changeOf('less', 0.005), walBytesPerHour: early })).toBe(
      'hybrid against direct: 99.5 % fewer statements; and so far 40 % less WAL, of too few cycles to be sure.',
    );
    expect(say({ walBytesPerHour: early })).toBe(
      'hybrid against direct: 40 % less WAL, of too few cycles to be sure.',
    );
    expect(say({})).toBe('hybrid against direct: nothing to compare yet.');
  });

  it('says of a load what is known', () => {
    expect(describeLoad({})).toBe('Whether the load changed is not known.');
    expect(describeLoad({ eventsPerHour: changeOf('no difference', 0.99) })).toBe(
      'The load was about the same (−1 % events an hour).',
    );
    expect(describeLoad({ eventsPerHour: changeOf('less', 0.8) })).toMatch(/^The load changed: −20 % events/);
  });
});

it('a change has its interval, and no verdict where there are too few cycles', () => {
  expect(describeChange(changeOf('less', 0.5))).toBe('−50 % (−55 % to −45 %)');
  expect(describeChange(changeOf('too few cycles to tell', 0.5))).toBe('−50 %, too few cycles to tell');
  expect(describeChange(changeOf('no difference', 1))).toBe('no difference (+0 %)');
  expect(describeChange(changeOf('more', null))).toBe('more');
});

it('a period is named by its mark', () => {
  expect(describePeriod(periodOf('direct'))).toBe('direct');
  expect(describePeriod(periodOf(null))).toBe('before the first mark');
  const note = { kind: 'note', text: 'index dropped' } as const;
  expect(describePeriod(periodOf('hybrid', { mark: note }))).toBe('hybrid, after “index dropped”');
  const restart = { kind: 'interruption', interruption: 'restarted' } as const;
  expect(describePeriod(periodOf(null, { mark: restart }))).toBe('after “restart”');
});

it('cycles that are missing are counted', () => {
  const figures = { ...NONE, walBytesPerHour: { collecting: { haveSeconds: 41, needSeconds: 90 } } };
  expect(describeCollecting(periodOf('direct', { figures }))).toBe(
    'Not enough cycles yet: 1 of 3, about 1 min.',
  );
  const known = { ...NONE, walBytesPerHour: { value: 1, window: { from: 0, to: 1 } } };
  expect(describeCollecting(periodOf('direct', { figures: known }))).toBeNull();
});
