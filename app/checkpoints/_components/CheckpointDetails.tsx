'use client';

import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { chartAddress } from './chartAddress.ts';
import { CheckpointPanel } from './CheckpointPanel.tsx';
import { useCheckpoint } from './useCheckpoints.ts';

export interface CheckpointDetailsProps {
  readonly id: string | null;
  /** Newest first. */
  readonly listed: readonly ObservedCheckpoint[];
  readonly loadedAt: number;
}

/** One checkpoint of the history, wherever in it. */
export function CheckpointDetails({ id, listed, loadedAt }: CheckpointDetailsProps) {
  const { checkpoint, searching } = useCheckpoint(id, listed, loadedAt);
  const missing = searching
    ? 'It is being looked for …'
    : 'It is not in the history, which keeps the last 10,000 checkpoints of 30 days.';
  const chart = checkpoint === null ? null : chartAddress(checkpoint);
  return <CheckpointPanel {...{ id, checkpoint, listed, missing, chart }} />;
}
