import type { Moment } from '../../../model/spikes/moment.ts';
import { T0 } from '../../observer/checkpoints/simulatedServer.ts';

/** What one second brings: gauges as they are, counters as what they gain. */
export interface SecondOf extends Partial<
  Omit<Moment, 'transactions' | 'pages' | 'images' | 'walBytes' | 'waits' | 'at'>
> {
  readonly waits?: Partial<Moment['waits']>;
  readonly transactions?: number;
  readonly pages?: number;
  readonly images?: number;
  readonly walBytes?: number;
}

/** 80 transactions a second that take 5 ms. */
export const CALM: SecondOf = {
  active: 0.4,
  waits: { wal: 0.4 },
  transactions: 80,
  images: 5,
  walBytes: 100_000,
};

/** Moments a second apart, from T0 on. */
export function createMoments(seconds: readonly SecondOf[]): Moment[] {
  let totals = { transactions: 0, pages: 0, images: 0, walBytes: 0 };
  return seconds.map((second, i) => {
    totals = {
      transactions: totals.transactions + (second.transactions ?? 0),
      pages: totals.pages + (second.pages ?? 0),
      images: totals.images + (second.images ?? 0),
      walBytes: totals.walBytes + (second.walBytes ?? 0),
    };
    return {
      active: 0,
      longestSeconds: 0,
      writing: 0,
      syncing: 0,
      checkpointerIo: 0,
      checkpointStartedAt: null,
      io: null,
      ...second,
      at: T0 + i * 1_000,
      waits: { running: 0, wal: 0, data: 0, lock: 0, other: 0, ...second.waits },
      ...totals,
    };
  });
}

export const times = (count: number, second: SecondOf): SecondOf[] =>
  Array.from({ length: count }, () => second);
