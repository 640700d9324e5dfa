import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { listMarks } from './listMarks.ts';

/** What sets a checkpoint apart, as badges, and its notes: where log and statistics disagree, both figures. */
export function CheckpointMarks({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const { disagreement, notes } = checkpoint;
  const text = [...(disagreement === null ? [] : [disagreement]), ...notes].join('; ');
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {listMarks(checkpoint).map((mark) => (
        <Badge key={mark.text} {...(mark.doubtful && { tone: 'warn' })}>
          {mark.text}
        </Badge>
      ))}
      {text !== '' && (
        <span className="line-clamp-2 max-w-[48ch] text-xs text-muted print:line-clamp-none">{text}</span>
      )}
    </span>
  );
}
