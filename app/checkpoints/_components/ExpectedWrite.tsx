import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';
import { DASH, formatSeconds } from '../../_components/format.ts';
import { predictionError } from './accuracy.ts';
import { ErrorShare } from './ErrorShare.tsx';

/** The write time predicted at the start, and by how much that was wrong. */
export function ExpectedWrite({ checkpoint }: { readonly checkpoint: ObservedCheckpoint }) {
  const { predicted, skipped } = checkpoint;
  if (predicted === null || skipped) return DASH;
  return (
    <span className="inline-flex items-baseline justify-end gap-2">
      {formatSeconds(predicted.writeSeconds)}
      <span className="min-w-14 text-right">
        <ErrorShare error={predictionError(checkpoint)} />
      </span>
    </span>
  );
}
