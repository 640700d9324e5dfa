import { mean, tQuantile99, varianceOfMean } from './statistics.ts';

/** The counts of one checkpoint cycle. */
export interface Counted {
  readonly count: number;
  /** Hours of workload time. */
  readonly hours: number;
}

/** A total divided by its hours. */
export interface Rate {
  readonly perHour: number;
  /** A 99 % interval; null where there are too few cycles for one. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Cycles that were counted. */
  readonly cycles: number;
}

export type Difference = 'less' | 'more' | 'no difference' | 'too few cycles to tell';

/** One rate against another. */
export interface RateChange {
  readonly difference: Difference;
  /** To the first rate; null where that one is 0. */
  readonly ratio: number | null;
  /** A 99 % interval of the ratio; null where it is not known. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Below this, a difference is of no use to anybody, however sure it is. */
const NEGLIGIBLE = 0.02;
/** A difference of this share that is not sure wants more cycles. */
const LARGE = 0.2;
const CYCLES_PER_BLOCK = 2;
const MIN_BLOCKS = 3;

/** Cycles of runs that follow each other. */
export type Runs = readonly (readonly Counted[])[];

/**
 * The total over whole blocks of two cycles: where updates are buffered, a sync that meets a running checkpoint is written a
 * cycle later, and cycles with few pages and with many alternate. If a run has an odd number of cycles, the last one is left out.
 * The interval comes from the totals of blocks, by Student's t.
 */
export function measureRate(runs: Runs): Rate {
  const blocks = formBlocks(runs);
  const spread = blocks.length < MIN_BLOCKS ? null : intervalOf(blocks.map(rateOf));
  const total = sumOf(blocks);
  return {
    perHour: rateOf(total),
    interval: spread,
    cycles: blocks.reduce((sum, { cycles }) => sum + cycles, 0),
  };
}

/** One rate against another: `compareBlocks` of the cycles' blocks. */
export function compareRates(base: Runs, own: Runs): RateChange {
  const [before, after] = [formBlocks(base), formBlocks(own)];
  const change = compareBlocks(toBlocked(before), toBlocked(after));
  // A run's plan says how many cycles it has: two totals that agree are not early numbers.
  const isEqual = change.ratio !== null && Math.abs(change.ratio - 1) <= NEGLIGIBLE;
  return isEqual ? { ...change, difference: 'no difference', interval: null } : change;
}

/** A figure, and what it was in each of the blocks that it was counted over. */
export interface Blocked {
  readonly value: number;
  readonly blocks: readonly number[];
}

const toBlocked = (blocks: readonly Block[]): Blocked => ({
  value: rateOf(sumOf(blocks)),
  blocks: blocks.map(rateOf),
});

/** Welch's test of the blocks' rates, at 99 %. */
export function compareBlocks(before: Blocked, after: Blocked): RateChange {
  const [from, to] = [before.value, after.value];
  const ratio = from === 0 ? null : to / from;
  if (Math.min(before.blocks.length, after.blocks.length) < MIN_BLOCKS)
    return { difference: 'too few cycles to tell', ratio, interval: null };
  if (Math.abs(to - from) <= NEGLIGIBLE * from) return { difference: 'no difference', ratio, interval: null };
  const half = halfWidth(before.blocks, after.blocks);
  const interval = ratio === null ? null : { low: Math.max(0, to - half) / from, high: (to + half) / from };
  return { difference: judgeDifference({ from, to, half }), ratio, interval };
}

/** An interval that holds 0 shows that two rates are alike only where they look alike. */
function judgeDifference(rates: {
  readonly from: number;
  readonly to: number;
  readonly half: number;
}): Difference {
  const { from, to, half } = rates;
  const change = Math.abs(to - from);
  if (change > half) return to < from ? 'less' : 'more';
  return change <= LARGE * from ? 'no difference' : 'too few cycles to tell';
}

interface Block extends Counted {
  readonly cycles: number;
}

function formBlocks(runs: Runs): Block[] {
  return runs.flatMap((cycles) => {
    if (cycles.length === 1) return [sumOf(cycles.map(toBlock))];
    const blocks: Block[] = [];
    for (let i = 0; i + CYCLES_PER_BLOCK <= cycles.length; i += CYCLES_PER_BLOCK)
      blocks.push(sumOf(cycles.slice(i, i + CYCLES_PER_BLOCK).map(toBlock)));
    return blocks;
  });
}

const toBlock = (cycle: Counted): Block => ({ ...cycle, cycles: 1 });

const sumOf = (blocks: readonly Block[]): Block =>
  blocks.reduce(
    (sum, { count, hours, cycles }) => ({
      count: sum.count + count,
      hours: sum.hours + hours,
      cycles: sum.cycles + cycles,
    }),
    { count: 0, hours: 0, cycles: 0 },
  );

const rateOf = ({ count, hours }: Counted): number => (hours === 0 ? 0 : count / hours);

function intervalOf(rates: readonly number[]): { readonly low: number; readonly high: number } {
  const [middle, variance] = [mean(rates)!, varianceOfMean(rates)!];
  const half = tQuantile99(rates.length - 1) * Math.sqrt(variance);
  return { low: Math.max(0, middle - half), high: middle + half };
}

/** Half width of the interval of a difference, by Welch and Satterthwaite. */
function halfWidth(before: readonly number[], after: readonly number[]): number {
  const [a, b] = [varianceOfMean(before)!, varianceOfMean(after)!];
  if (a + b === 0) return 0;
  const freedom = (a + b) ** 2 / (a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1));
  return tQuantile99(freedom) * Math.sqrt(a + b);
}
