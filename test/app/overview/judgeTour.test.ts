import { expect, it } from 'vitest';
import {
  judgeTour,
  TOUR_STEPS,
  type TourEvidence,
} from '../../../app/_components/overview/tour/judgeTour.ts';
import type { MeasuredPeriod, Period } from '../../../domain/periods.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { checkpointOf } from '../../support/serverRig.ts';

const periodOf = (strategy: StrategyName, from: number, to: number): Period => ({
  strategy,
  from,
  to,
  mark: null,
  isCurrent: false,
});
const measured = (period: Period, writes: number): MeasuredPeriod =>
  ({
    ...period,
    figures: {
      writesPerHour: { value: writes, window: { from: period.from, to: period.to } },
      walBytesPerHour: { value: 1, window: { from: period.from + 40, to: period.to } },
    },
  }) as MeasuredPeriod;
const pages = (buffers: number, startedAt: number) =>
  checkpointOf({ buffers, startedAt, endedAt: startedAt + 27 });

const DIRECT = periodOf('direct', 0, 99);
const HYBRID = periodOf('hybrid', 100, 199);
const SPLIT = periodOf('hybrid-split', 200, 400);
const ALL: TourEvidence = {
  periods: [SPLIT, HYBRID, DIRECT],
  measured: [measured(HYBRID, 960), measured(DIRECT, 217_665)],
  checkpoints: [pages(60, 270), pages(9_000, 230), pages(10_000, 30), pages(99_000, 1)],
};

it('ticks each step once it is seen', () => {
  expect([...judgeTour(ALL)]).toEqual(TOUR_STEPS);
  expect([...judgeTour({ periods: [DIRECT], measured: [], checkpoints: [] })]).toEqual([]);
  expect([...judgeTour({ ...ALL, periods: [DIRECT] })]).toEqual(['storm']);
  const early = [measured(DIRECT, 217_665)];
  expect([...judgeTour({ ...ALL, periods: [HYBRID, DIRECT], measured: early })]).toEqual([
    'storm',
    'to-hybrid',
  ]);
  // Its cycles are not counted yet: nothing could be compared with them.
  expect([...judgeTour({ ...ALL, periods: [DIRECT], measured: [] })]).toEqual([]);
});

it('begins again with direct', () => {
  const again = periodOf('direct', 401, 500);
  expect([...judgeTour({ ...ALL, periods: [again, ...ALL.periods] })]).toEqual([]);
});

it('does not take the checkpoint that still writes pages from before for its own', () => {
  const early = { ...ALL, checkpoints: [pages(60, 230), pages(10_000, 30)] };
  expect(judgeTour(early).has('pages')).toBe(false);
  const same = { ...ALL, checkpoints: [pages(9_000, 270), pages(9_000, 230), pages(10_000, 30)] };
  expect(judgeTour(same).has('pages')).toBe(false);
});

it('waits where the move into the narrow table takes a checkpoint more', () => {
  const [skipped, moved] = [checkpointOf({ skipped: true, startedAt: 300, endedAt: 300 }), pages(9_800, 270)];
  const late = [pages(9_000, 230), moved, skipped];
  expect(judgeTour({ ...ALL, checkpoints: [...late.toReversed(), pages(10_000, 30)] }).has('pages')).toBe(
    false,
  );
  expect(
    judgeTour({ ...ALL, checkpoints: [pages(570, 330), ...late.toReversed(), pages(10_000, 30)] }).has(
      'pages',
    ),
  ).toBe(true);
});

it('does not call a small fall a collapse', () => {
  const little = { ...ALL, measured: [measured(HYBRID, 100_000), measured(DIRECT, 217_665)] };
  expect(judgeTour(little).has('statements')).toBe(false);
});
