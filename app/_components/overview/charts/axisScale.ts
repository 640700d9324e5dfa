import type { ChartRow } from './chartRows.ts';
import { type ChartSpec, isEventKind, type SeriesSpec } from './chartSpecs.ts';

/** The upper end of each axis; the lower one is 0, and each third has a tick. */
export type Domain = Readonly<Record<SeriesSpec['axis'], number>>;

/** Below this an axis of counts has ticks between whole numbers. */
const MIN_COUNT = 3;
/** In a power of 1,024, so that its ticks are round in it. */
const MIN_OF_UNIT = 1.2;
const NEXT_UNIT_FROM = 0.6;

/**
 * Both axes of a chart, as numbers: recharts gives an axis that only marks use no scale of its own. `ahead`: what is
 * expected, which must fit too.
 */
export function computeDomain(
  spec: ChartSpec,
  rows: readonly ChartRow[],
  ahead: readonly ChartRow[],
): Domain {
  const left = findLargest(spec, rows, ahead, 'left');
  return {
    left: spec.bytes === true ? scaleBytes(left) : scaleCount(left),
    right: scaleCount(findLargest(spec, rows, ahead, 'right')),
  };
}

export const listTicks = (most: number): number[] => [0, most / 3, (2 * most) / 3, most];

export const scaleCount = (largest: number): number => roundUp(largest, MIN_COUNT);

export function scaleBytes(largest: number): number {
  const power = Math.max(0, Math.floor(Math.log(Math.max(largest, 1) / NEXT_UNIT_FROM) / Math.log(1_024)));
  const unit = 1_024 ** power;
  return roundUp(largest / unit, power === 0 ? MIN_COUNT : MIN_OF_UNIT) * unit;
}

/** Three round steps, with room above the largest value, so that the scale seldom moves. */
function roundUp(largest: number, least: number): number {
  const third = Math.max(largest * 1.1, least) / 3;
  const power = 10 ** Math.floor(Math.log10(third));
  return 3 * ([1, 2, 3, 5, 10].find((factor) => factor * power >= third) ?? 10) * power;
}

function findLargest(
  { series }: ChartSpec,
  rows: readonly ChartRow[],
  ahead: readonly ChartRow[],
  axis: SeriesSpec['axis'],
): number {
  const own = series.filter((each) => each.axis === axis);
  const stacked = own.filter(({ kind }) => kind === 'stack').map(({ key }) => key);
  const marked = own.filter(({ kind }) => isEventKind(kind)).map(({ key }) => key);
  const single = own.filter(({ kind }) => kind !== 'stack').map(({ key }) => key);
  let largest = 0;
  for (const row of rows) {
    largest = Math.max(largest, ...single.map((key) => row[key] ?? 0));
    largest = Math.max(
      largest,
      stacked.reduce((sum, key) => sum + (row[key] ?? 0), 0),
    );
  }
  for (const row of ahead) largest = Math.max(largest, ...marked.map((key) => row[key] ?? 0));
  return largest;
}

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const MIN_STEPS = 2;

/** From a round value below `low` to one above `high`, with a tick at each round step; one value is in the middle. */
export function scaleBetween(low: number, high: number): Scale {
  if (low === high) {
    const room = Math.abs(low) / 4 || 1;
    return scaleBetween(low - room, low + room);
  }
  const span = high - low;
  const power = 10 ** Math.floor(Math.log10(span));
  const step = [5, 2, 1, 0.5].map((factor) => factor * power).find((size) => span / size >= MIN_STEPS)!;
  // Computed from whole steps, not from sums, so that no tick ends in 0.30000000000000004.
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { from: ticks[0]!, to: ticks.at(-1)!, ticks };
}
