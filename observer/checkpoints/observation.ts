import type { CheckpointCause } from '../../domain/checkpoints.ts';
import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';

/** The samples that a change is read from. */
export interface Samples {
  /** When the last checkpoint had ended. */
  readonly base: CheckpointerSample;
  /** The poll before. */
  readonly before: CheckpointerSample;
  /** This poll. */
  readonly sample: CheckpointerSample;
}

/** A checkpoint as first seen while it ran. */
export interface Observation {
  readonly startedAt: number;
  /** Starts counted when it was first seen: the counter that rose gives the cause. */
  readonly timed: number;
  readonly requested: number;
  readonly cause: CheckpointCause;
  readonly inferred: boolean;
  readonly fullPageImages: number | null;
  readonly walLsn: number;
  /** The settings when it began: they decide which distance forces one. */
  readonly settings: CheckpointSettings;
  /** True where the observer came, or the statistics were reset, while it ran: what was written before is not known. */
  readonly joined: boolean;
  /** True where the base already holds its start, so that the difference does not hold it. */
  readonly countedBefore: boolean;
}
