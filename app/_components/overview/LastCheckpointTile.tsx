import { explainWriteSeconds } from '../../../model/pacing.ts';
import type { ObservedCheckpoint } from '../../../worker/observers/LogJoin.ts';
import { formatCounted, formatSeconds } from '../format.ts';
import { CAUSE_IDENTITY } from '../palette.ts';
import { ClockTime } from '../ui/ClockTime.tsx';
import { Tile } from './Tile.tsx';

/** Duration and pages of the last one, and why it took that long. */
export function LastCheckpointTile({ checkpoint }: { readonly checkpoint: ObservedCheckpoint | null }) {
  return (
    <Tile
      title="Last checkpoint"
      source="observer"
      value={formatSeconds(checkpoint?.writeSeconds ?? null)}
      unit="of writing"
      more="/docs/checkpoints#why-270-s-is-a-plan"
      explanation="A checkpoint sleeps 0.1 s after each page while it is ahead of schedule. So it takes 0.1 s × pages, up to c·T (completion target × timeout): below that it counts distinct dirty pages, above it says nothing."
    >
      {checkpoint === null ? 'none seen yet' : <Details checkpoint={checkpoint} />}
    </Tile>
  );
}

function Details({ checkpoint }: { readonly checkpoint: ObservedCheckpoint }) {
  const { buffers, writeSeconds, syncSeconds, cause, startedAt } = checkpoint;
  const verdict =
    buffers === null || writeSeconds === null
      ? null
      : explainWriteSeconds({ buffers, writeSeconds, settings: checkpoint });
  return (
    <>
      <p>
        {buffers === null ? 'pages not known' : formatCounted(buffers, 'page')} · sync{' '}
        {formatSeconds(syncSeconds)}
      </p>
      <p>
        <ClockTime at={startedAt} /> {CAUSE_IDENTITY[cause].label}
      </p>
      {verdict !== null && (
        <p className="line-clamp-2 min-h-10 text-pretty text-ink" title={verdict.sentence}>
          {verdict.sentence}
        </p>
      )}
    </>
  );
}
