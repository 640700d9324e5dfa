'use client';

import { memo } from 'react';
import type { CheckpointMark } from '../../../../server/types.ts';
import type { CheckpointCause } from '../../../../domain/checkpoints.ts';
import { CAUSE_IDENTITY } from '../../../../domain/identityColors.ts';
import { describeMark, identifyMark } from '../../../../domain/marks.ts';
import type { ChartHistory } from '../useChartHistory.ts';
import { PLOT, PLOT_HEIGHT, placeOf, plotWidth } from './geometry.ts';
import { placeLineLabels } from './lineLabels.ts';

const HEIGHT = PLOT_HEIGHT;
/** Height of the marks of skipped checkpoints, at the top. */
const SKIPPED_HEIGHT = 6;
/** Below them. */
const LABEL_BASELINE = SKIPPED_HEIGHT + 12;
const LABEL_HEIGHT = 13;

export interface EventLayerProps {
  readonly history: ChartHistory;
  readonly width: number;
}

/** Behind the series: checkpoints as bands, skipped ones as ticks at the top, syncs as ticks, marks as labelled lines. One path for all of a kind. */
export const EventLayer = memo(function EventLayer({ history, width }: EventLayerProps) {
  const { events, window } = history;
  const place = (at: number): number => placeOf(at, window, width);
  const within = (at: number): boolean => at >= window.from && at <= window.to;
  const causes = [...new Set(events.checkpoints.map(({ cause }) => cause))];
  const syncs = events.syncs.filter(({ at }) => within(at));
  const lines = events.marks
    .filter(({ at }) => within(at))
    .map(({ at, value }) => ({
      key: `${at}-${value.kind}`,
      text: describeMark(value),
      of: value.kind === 'strategy' ? value.strategy : value.kind,
      identity: identifyMark(value),
      x: place(at),
    }));
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0 print:h-auto print:max-w-full"
      width={width}
      height={PLOT.height}
      viewBox={`0 0 ${width} ${PLOT.height}`}
    >
      <svg x={PLOT.left} y={PLOT.top} width={plotWidth(width)} height={HEIGHT}>
        {causes.map((cause) => (
          <path
            key={cause}
            data-event={cause}
            d={drawBands(events.checkpoints, cause, place)}
            fill={CAUSE_IDENTITY[cause].color}
            fillOpacity="0.13"
          />
        ))}
        <path
          data-event="skipped"
          d={drawSkipped(events.checkpoints, place)}
          stroke="var(--muted)"
          strokeWidth="1.5"
        />
        <path
          data-event="sync"
          d={syncs.map(({ at }) => `M${place(at).toFixed(1)} ${HEIGHT}v-6`).join('')}
          stroke="var(--hue-blue)"
          strokeWidth="1.5"
        />
        {lines.map(({ key, of, identity, x }) => (
          <line
            key={key}
            data-event={of}
            x1={x}
            x2={x}
            y2={HEIGHT}
            stroke={identity.color}
            strokeWidth="1.5"
            strokeDasharray={identity.dash}
          />
        ))}
        {placeLineLabels(lines, plotWidth(width)).map(({ key, text, x, anchor, row }) => (
          <text
            key={key}
            x={x}
            y={LABEL_BASELINE + row * LABEL_HEIGHT}
            textAnchor={anchor}
            fontSize="11"
            fontWeight="600"
            fill="var(--ink)"
          >
            {text}
          </text>
        ))}
      </svg>
    </svg>
  );
});

function drawBands(
  checkpoints: readonly CheckpointMark[],
  cause: CheckpointCause,
  place: (at: number) => number,
): string {
  return checkpoints
    .filter((checkpoint) => checkpoint.cause === cause && !checkpoint.skipped)
    .map(({ startedAt, endedAt }) => {
      const left = place(startedAt);
      const width = Math.max(1, place(endedAt) - left);
      return `M${left.toFixed(1)} 0h${width.toFixed(1)}v${HEIGHT}h-${width.toFixed(1)}z`;
    })
    .join('');
}

const drawSkipped = (checkpoints: readonly CheckpointMark[], place: (at: number) => number): string =>
  checkpoints
    .filter(({ skipped }) => skipped)
    .map(({ startedAt }) => `M${place(startedAt).toFixed(1)} 0v${SKIPPED_HEIGHT}`)
    .join('');
