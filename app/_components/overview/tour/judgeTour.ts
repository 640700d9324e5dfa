import type { ObservedCheckpoint } from '../../../../domain/checkpoints.ts';
import { valueOf } from '../../../../domain/figure.ts';
import type { MeasuredPeriod, Period } from '../../../../domain/periods.ts';
import type { StrategyName } from '../../../../domain/strategies.ts';

export type TourStep = 'storm' | 'to-hybrid' | 'statements' | 'to-split' | 'pages';
export const TOUR_STEPS: readonly TourStep[] = ['storm', 'to-hybrid', 'statements', 'to-split', 'pages'];

export interface TourEvidence {
  /** Newest first, as the following. */
  readonly periods: readonly Period[];
  readonly measured: readonly MeasuredPeriod[];
  readonly checkpoints: readonly ObservedCheckpoint[];
}

/** Statements and pages count as collapsed where at most this share of them is left. */
const COLLAPSED = { statements: 0.2, pages: 0.5 };
/** The first checkpoint after a switch still writes pages from before, or from the move into the narrow table. */
const FIRST_OWN = 1;

/** Judges the tour by the evidence since `direct` was last active. */
export function judgeTour(evidence: TourEvidence): ReadonlySet<TourStep> {
  const direct = findPeriod(evidence.periods, 'direct', -1);
  if (direct === undefined) return new Set();
  const hybrid = findPeriod(evidence.periods, 'hybrid', direct.from);
  const split = findPeriod(evidence.periods, 'hybrid-split', direct.from);
  const storm = findStorm(evidence, direct);
  return new Set(
    TOUR_STEPS.filter((step) => {
      switch (step) {
        case 'storm':
          return storm !== null;
        case 'to-hybrid':
          return hybrid !== undefined;
        case 'statements':
          return hybrid !== undefined && haveCollapsed(evidence.measured, direct, hybrid);
        case 'to-split':
          return split !== undefined;
        case 'pages':
          return split !== undefined && hasShrunk(evidence.checkpoints, split, storm);
      }
    }),
  );
}

const findPeriod = (periods: readonly Period[], strategy: StrategyName, after: number): Period | undefined =>
  periods.find((period) => period.strategy === strategy && period.from > after);

/** Pages of the largest checkpoint of its whole cycles; null before there are any: nothing could be compared with it. */
function findStorm({ measured, checkpoints }: TourEvidence, { from, to }: Period): number | null {
  const figure = measured.find((period) => period.from === from)?.figures.walBytesPerHour ?? null;
  if (figure === null || !('window' in figure)) return null;
  const pages = checkpoints
    .filter(({ skipped, endedAt }) => !skipped && endedAt >= figure.window.from && endedAt <= to)
    .map(({ buffers }) => buffers ?? 0);
  return pages.length === 0 ? null : Math.max(...pages);
}

function haveCollapsed(measured: readonly MeasuredPeriod[], direct: Period, hybrid: Period): boolean {
  const [before, after] = [direct, hybrid].map(({ from }) =>
    valueOf(measured.find((period) => period.from === from)?.figures.writesPerHour),
  );
  return before != null && after != null && after <= COLLAPSED.statements * before;
}

function hasShrunk(
  checkpoints: readonly ObservedCheckpoint[],
  { from }: Period,
  storm: number | null,
): boolean {
  if (storm === null) return false;
  const own = checkpoints.filter(({ startedAt, skipped }) => startedAt > from && !skipped).toReversed();
  return own.slice(FIRST_OWN).some(({ buffers }) => buffers !== null && buffers <= COLLAPSED.pages * storm);
}
