import type { RunningCheckpoint } from '../domain/checkpoints.ts';
import type { CheckpointerSample } from '../domain/postgres.ts';
import { isInCheckpoint, isSyncing, waitsForFiles } from './checkpoints/waitEvents.ts';

/** 0 or 1, so that the mean over a time is the share of it in which it was so. */
export interface Phase {
  readonly writing: number;
  readonly syncing: number;
  /** The checkpointer waits for a file, and not in its nap. */
  readonly checkpointerIo: number;
}

/** By the wait event, too: the start of a checkpoint that does not nap is counted only when it ends. */
export function describePhase(sample: CheckpointerSample, running: RunningCheckpoint | null): Phase {
  const syncing = isSyncing(sample);
  const runs = running !== null || isInCheckpoint(sample);
  return {
    writing: runs && !syncing ? 1 : 0,
    syncing: syncing ? 1 : 0,
    checkpointerIo: waitsForFiles(sample) ? 1 : 0,
  };
}
