import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { DASH, formatCount, formatSeconds } from '../../_components/format.ts';
import { predictionErrors } from '../../../model/predictionErrors.ts';
import { ErrorShare } from './ErrorShare.tsx';

export interface PredictedProps {
  readonly checkpoint: ListedCheckpoint;
  readonly what: 'seconds' | 'pages';
}

/** What was predicted at the start, and by how much that was wrong. */
export function Predicted({ checkpoint, what }: PredictedProps) {
  const { predicted, skipped } = checkpoint;
  if (predicted === null || skipped) return DASH;
  const errors = predictionErrors(checkpoint);
  return (
    <span className="inline-flex items-baseline justify-end gap-2">
      {what === 'seconds' ? formatSeconds(predicted.writeSeconds) : formatCount(predicted.buffers)}
      <span
        className="min-w-14 text-right"
        data-figure={`checkpoint-${what}-error`}
        data-of={checkpoint.id}
        data-value={errors[what] ?? undefined}
      >
        {what === 'seconds' && errors.cannotMiss ? (
          <span className="text-muted">at c·T</span>
        ) : (
          <ErrorShare error={errors[what]} />
        )}
      </span>
    </span>
  );
}
