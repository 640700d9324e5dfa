import type { Waits } from './sessions.ts';

/** What a spike came from. */
export type SpikeVerdict =
  | 'write-phase'
  | 'sync-phase'
  | 'full-page-images'
  | 'locks'
  | 'not-checkpoint'
  | 'cannot-say';

/** As a person reads it. */
export const SPIKE_VERDICTS: Readonly<Record<SpikeVerdict, string>> = {
  'write-phase': 'The checkpoint’s write phase',
  'sync-phase': 'The checkpoint’s sync phase',
  'full-page-images': 'Page images after a checkpoint’s start',
  locks: 'Locks',
  'not-checkpoint': 'Not the checkpoint',
  'cannot-say': 'Cannot say',
};

/** Fewer calm seconds say nothing of what is usual: before them no spike can be found. */
export const MIN_CALM_SECONDS = 30;

/** What a server did in some seconds: means, where the name does not say otherwise. */
export interface RangeFigures {
  readonly seconds: number;
  readonly active: number;
  readonly waits: Waits;
  /** The oldest statement that was seen, in seconds. */
  readonly longestSeconds: number;
  readonly transactionsPerSecond: number;
  /** Active sessions ÷ transactions a second: how long one takes (Little's law). */
  readonly secondsPerTransaction: number;
  /** Shares of the time in which a checkpoint was in this phase, 0 to 1. */
  readonly writingShare: number;
  readonly syncingShare: number;
  /** Share of the time in which the checkpointer waited for a file, and not in its nap. */
  readonly checkpointerIoShare: number;
  /** By the checkpointer. */
  readonly pagesPerSecond: number;
  /** Null on a standby, which writes no WAL. */
  readonly imagesPerSecond: number | null;
  readonly walBytesPerSecond: number | null;
  /** Seconds of waiting in each second, by all processes; null where track_io_timing is off. */
  readonly readShare: number | null;
  readonly writeShare: number | null;
  readonly fsyncShare: number | null;
}

/** Some seconds in which transactions took much longer than before, and what made them. Times in ms since the epoch. */
export interface Spike {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly verdict: SpikeVerdict;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly inside: RangeFigures;
  /** The calm seconds of the five minutes before. */
  readonly outside: RangeFigures;
}
