import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';
import { Badge } from '../../_components/ui/Badge.tsx';

/** What sets a checkpoint apart, as badges, and its notes. */
export function CheckpointMarks({ checkpoint }: { readonly checkpoint: ObservedCheckpoint }) {
  const { kind, skipped, merged, disagreement, notes } = checkpoint;
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {kind === 'restartpoint' && <Badge>restartpoint</Badge>}
      {skipped && <Badge>skipped</Badge>}
      {merged > 1 && <Badge tone="warn">{merged} merged</Badge>}
      {disagreement !== null && <Badge tone="warn">log disagrees</Badge>}
      {notes.length > 0 && (
        <span className="line-clamp-2 max-w-[48ch] text-xs text-muted print:line-clamp-none">
          {notes.join('; ')}
        </span>
      )}
    </span>
  );
}
