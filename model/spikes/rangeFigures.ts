import type { RangeFigures } from '../../domain/spikes.ts';
import { WAIT_KINDS, type WaitKind, type Waits } from '../../domain/sessions.ts';
import type { Moment, Second } from './moment.ts';

/** What a server did in these seconds; null of none. */
export function describeSeconds(seconds: readonly Second[]): RangeFigures | null {
  const length = sum(seconds, ({ before, moment }) => (moment.at - before.at) / 1_000);
  if (length === 0) return null;
  /** Of a gauge. */
  const meanOf = (read: (moment: Moment) => number): number =>
    sum(seconds, ({ before, moment }) => (read(moment) * (moment.at - before.at)) / 1_000) / length;
  /** Of a counter, by the second; null where one end does not hold it. */
  const rateOf = (read: (moment: Moment) => number | null): number | null => {
    const gains = seconds.map(({ before, moment }) => gainOf(read(before), read(moment)));
    return gains.includes(null) ? null : sum(gains, (gain) => gain ?? 0) / length;
  };
  const active = meanOf((moment) => moment.active);
  const transactionsPerSecond = rateOf(({ transactions }) => transactions) ?? 0;
  return {
    seconds: length,
    active,
    waits: Object.fromEntries(WAIT_KINDS.map((kind) => [kind, meanOf(({ waits }) => waits[kind])])) as Waits,
    longestSeconds: Math.max(...seconds.map(({ moment }) => moment.longestSeconds)),
    transactionsPerSecond,
    secondsPerTransaction: secondsPerTransaction(active, transactionsPerSecond, length),
    writingShare: meanOf(({ writing }) => writing),
    syncingShare: meanOf(({ syncing }) => syncing),
    checkpointerIoShare: meanOf(({ checkpointerIo }) => checkpointerIo),
    pagesPerSecond: rateOf(({ pages }) => pages) ?? 0,
    imagesPerSecond: rateOf(({ images }) => images),
    walBytesPerSecond: rateOf(({ walBytes }) => walBytes),
    readShare: toShare(rateOf(({ io }) => io?.readMs ?? null)),
    writeShare: toShare(rateOf(({ io }) => io?.writeMs ?? null)),
    fsyncShare: toShare(rateOf(({ io }) => io?.fsyncMs ?? null)),
  };
}

/** Little's law. Where none ended, one is still to come. */
const secondsPerTransaction = (active: number, perSecond: number, length: number): number =>
  active / Math.max(perSecond, 1 / length);

/** Sessions more by what they wait for, inside than outside; never less than 0. */
export function growthOf(inside: RangeFigures, outside: RangeFigures): Waits {
  const grown = (kind: WaitKind): number => Math.max(0, inside.waits[kind] - outside.waits[kind]);
  return Object.fromEntries(WAIT_KINDS.map((kind) => [kind, grown(kind)])) as Waits;
}

function gainOf(from: number | null, to: number | null): number | null {
  if (from === null || to === null) return null;
  return Math.max(0, to - from);
}

const toShare = (msPerSecond: number | null): number | null =>
  msPerSecond === null ? null : msPerSecond / 1_000;

const sum = <T>(values: readonly T[], read: (value: T) => number): number =>
  values.reduce((total, value) => total + read(value), 0);
