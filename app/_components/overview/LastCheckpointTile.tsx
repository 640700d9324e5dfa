import { explainWriteSeconds } from '../../../model/pacing.ts';
import type { Figure } from '../../../domain/figure.ts';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatCount, formatSeconds } from '../format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { ClockTime } from '../ui/ClockTime.tsx';
import { FigureValue } from '../ui/FigureValue.tsx';
import { Tile } from './Tile.tsx';

/** Pages first: at the plateau the seconds are the same before and after. */
export function LastCheckpointTile({ checkpoint }: { readonly checkpoint: ObservedCheckpoint | null }) {
  return (
    <Tile
      title="Last checkpoint"
      source="observer"
      value={
        <FigureValue
          name="checkpoint-pages"
          of={checkpoint?.id}
          figure={figureOf(checkpoint)}
          format={formatCount}
        />
      }
      unit={`${checkpoint?.buffers === 1 ? 'page' : 'pages'} in ${formatSeconds(checkpoint?.writeSeconds ?? null)}`}
      more="/docs/checkpoints#why-270-s-is-a-plan"
      explanation="Pages that it wrote, and how long it wrote them. A checkpoint sleeps 0.1 s after each page while it is ahead of schedule, so it takes 0.1 s × pages, up to c·T (completion target × timeout). Below c·T the time reflects dirty pages. At c·T it tells you nothing."
    >
      {checkpoint === null ? 'none seen yet' : <Details checkpoint={checkpoint} />}
    </Tile>
  );
}

function figureOf(checkpoint: ObservedCheckpoint | null): Figure {
  if (checkpoint === null || checkpoint.buffers === null) return null;
  const { buffers, startedAt, endedAt } = checkpoint;
  return { value: buffers, window: { from: startedAt, to: endedAt } };
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
        <ClockTime at={startedAt} /> {CAUSE_IDENTITY[cause].label} · sync {formatSeconds(syncSeconds)}
      </p>
      {verdict !== null && (
        <p className="line-clamp-2 min-h-10 text-pretty text-ink" title={verdict.sentence}>
          {verdict.sentence}
        </p>
      )}
    </>
  );
}
