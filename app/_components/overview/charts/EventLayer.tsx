'use client';

import { memo } from 'react';
import type { CheckpointMark } from '../../../../server/types.ts';
import type { CheckpointCause } from '../../../../worker/observers/checkpoints/types.ts';
import { CAUSE_IDENTITY, STRATEGY_IDENTITY } from '../../palette.ts';
import type { ChartHistory } from '../useChartHistory.ts';
import { PLOT, placeOf, plotWidth } from './geometry.ts';

const HEIGHT = PLOT.height - PLOT.top - PLOT.bottom;
const LABEL_WIDTH = 64;
/** Of the marks of skipped checkpoints, at the top. */
const SKIPPED_HEIGHT = 6;
/** Below them. */
const LABEL_BASELINE = SKIPPED_HEIGHT + 12;

export interface EventLayerProps {
  readonly history: ChartHistory;
  readonly width: number;
}

/** Behind the series: checkpoints as bands, skipped ones as ticks at the top, syncs as ticks, toggles as labelled lines. One path for all of a kind. */
export const EventLayer = memo(function EventLayer({ history, width }: EventLayerProps) {
  const { events, window, runningSince, ahead } = history;
  const now = Math.min(history.now, window.to);
  const place = (at: number): number => placeOf(at, window, width);
  const within = (at: number): boolean => at >= window.from && at <= window.to;
  const causes = [...new Set(events.checkpoints.map(({ cause }) => cause))];
  const syncs = events.syncs.filter(({ at }) => within(at));
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
            d={drawBands(events.checkpoints, cause, place)}
            fill={CAUSE_IDENTITY[cause].color}
            fillOpacity="0.13"
          />
        ))}
        <path d={drawSkipped(events.checkpoints, place)} stroke="var(--muted)" strokeWidth="1.5" />
        {runningSince !== null && (
          <rect
            x={place(Math.max(window.from, runningSince))}
            width={Math.max(0, place(now) - place(Math.max(window.from, runningSince)))}
            height={HEIGHT}
            fill="var(--hue-grey)"
            fillOpacity="0.14"
          />
        )}
        {now < window.to && <line x1={place(now)} x2={place(now)} y2={HEIGHT} stroke="var(--strong-line)" />}
        {ahead.map(({ which, cause, startsAt, endsAt }) => (
          <rect
            key={which}
            x={place(Math.max(now, startsAt))}
            y="0.5"
            width={Math.max(1, place(endsAt) - place(Math.max(now, startsAt)))}
            height={HEIGHT - 1}
            fill="none"
            stroke={CAUSE_IDENTITY[cause].color}
            strokeDasharray="1 3"
          />
        ))}
        <path
          d={syncs.map(({ at }) => `M${place(at).toFixed(1)} ${HEIGHT}v-6`).join('')}
          stroke="var(--hue-blue)"
          strokeWidth="1.5"
        />
        {events.toggles
          .filter(({ at }) => within(at))
          .map(({ at, value }) => (
            <g key={value.epoch} transform={`translate(${place(at).toFixed(1)} 0)`}>
              <line
                y2={HEIGHT}
                stroke={STRATEGY_IDENTITY[value.strategy].color}
                strokeWidth="1.5"
                strokeDasharray="4 2"
              />
              <text
                x={place(at) > plotWidth(width) - LABEL_WIDTH ? -4 : 4}
                y={LABEL_BASELINE}
                textAnchor={place(at) > plotWidth(width) - LABEL_WIDTH ? 'end' : 'start'}
                fontSize="11"
                fontWeight="600"
                fill="var(--ink)"
              >
                {STRATEGY_IDENTITY[value.strategy].label}
              </text>
            </g>
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
