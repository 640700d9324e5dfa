import { median } from '../../../domain/statistics.ts';
import { type Evidence, type NamedReferee, REFEREES } from './referees.ts';
import type { Span } from './Series.ts';
import type { Reading, ShownFigure } from './shown.ts';

/** How one figure of one place kept to its referee. Differences are shares of what it had to be. */
export interface Compared {
  readonly figure: string;
  readonly place: string;
  /** The referee. */
  readonly by: string;
  /** Different values that were compared. */
  readonly count: number;
  readonly median: number;
  readonly worst: number;
  /** The worst one, in words. */
  readonly worstWhere: string;
}

interface Difference {
  readonly share: number;
  readonly where: string;
}

/** Every figure that has a referee, wherever it is shown, while it is not marked as old. */
export function compareFigures(readings: readonly Reading[], evidence: Evidence): readonly Compared[] {
  return REFEREES.flatMap((named) => compareFigure(readings, { named, evidence }));
}

interface Bench {
  readonly named: NamedReferee;
  readonly evidence: Evidence;
}

function compareFigure(readings: readonly Reading[], bench: Bench): readonly Compared[] {
  const { figure, by } = bench.named;
  const found = new Map<string, Map<string, Difference>>();
  for (const { at, figures } of readings) {
    for (const shown of figures) {
      if (shown.figure !== figure || shown.value === null || shown.isMarked) continue;
      const difference = judge(shown, at, bench);
      if (difference === null) continue;
      const differences = found.get(shown.place) ?? new Map<string, Difference>();
      found.set(shown.place, differences);
      differences.set(identify(shown, at), difference);
    }
  }
  return [...found].map(([place, differences]) => ({
    figure,
    place,
    by,
    ...summarize([...differences.values()]),
  }));
}

/** A rate or a record is compared once, however long it is shown; a value of now, each time. */
const identify = ({ of, window, value }: ShownFigure, at: number): string =>
  [of, window?.from, window?.to, value, window === null && of === '' ? at : ''].join(' ');

function judge(shown: ShownFigure, at: number, { named, evidence }: Bench): Difference | null {
  const expected = named.referee(shown, at, evidence);
  if (expected === null) return null;
  const of = shown.of === '' ? '' : ` (${shown.of})`;
  const where = `${format(shown.value!)}${of} for ${describe(expected)} at ${new Date(at).toISOString().slice(11, 19)}`;
  return { share: differenceOf(shown.value!, expected), where };
}

/** 0 within the span; beyond it, the distance as a share of the nearer end, or of 1 where that is less. */
export function differenceOf(value: number, { low, high }: Span): number {
  const end = Math.min(high, Math.max(low, value));
  return Math.abs(value - end) / (end === 0 ? 1 : Math.abs(end));
}

function summarize(differences: readonly Difference[]): Omit<Compared, 'figure' | 'place' | 'by'> {
  const sorted = differences.toSorted((a, b) => a.share - b.share);
  const worst = sorted.at(-1)!;
  return {
    count: sorted.length,
    median: median(sorted.map(({ share }) => share))!,
    worst: worst.share,
    worstWhere: worst.where,
  };
}

const format = (value: number): string => Number(value.toPrecision(6)).toString();
const describe = ({ low, high }: Span): string =>
  low === high ? format(low) : `${format(low)} to ${format(high)}`;
