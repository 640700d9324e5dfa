import type { IoTimes, Waits } from '../../domain/sessions.ts';

/** A server at one moment; counters are cumulative. Taken once a second. */
export interface Moment {
  /** ms since the epoch. */
  readonly at: number;
  readonly active: number;
  readonly waits: Waits;
  readonly longestSeconds: number;
  readonly transactions: number;
  /** 1 where a checkpoint is in this phase, else 0; of a thinned sample the share of its time. */
  readonly writing: number;
  readonly syncing: number;
  /** The checkpointer waits for a file, and not in its nap. */
  readonly checkpointerIo: number;
  /** When the last checkpoint began, or the running one, ms since the epoch; null where that is not known. */
  readonly checkpointStartedAt: number | null;
  /** Written by the checkpointer. */
  readonly pages: number;
  /** Null on a standby. */
  readonly images: number | null;
  readonly walBytes: number | null;
  /** Null where track_io_timing is off. */
  readonly io: IoTimes | null;
}

/** A moment and the one before it: what the time between them brought. */
export interface Second {
  readonly before: Moment;
  readonly moment: Moment;
}

/** A longer pause than this is no second: the server was not seen. */
const MAX_PAUSE_MS = 5_000;

/** Null where the two do not follow each other: a pause, or counters that began anew. */
export function toSecond(before: Moment | null, moment: Moment, maxPauseMs = MAX_PAUSE_MS): Second | null {
  if (before === null || moment.at <= before.at || moment.at - before.at > maxPauseMs) return null;
  const began = moment.transactions < before.transactions || moment.pages < before.pages;
  return began ? null : { before, moment };
}
