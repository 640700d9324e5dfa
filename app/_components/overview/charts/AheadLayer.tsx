'use client';

import { CAUSE_IDENTITY } from '../../../../domain/identityColors.ts';
import { PLOT, PLOT_HEIGHT, placeOf, plotWidth, type TimeWindow } from './geometry.ts';
import type { Ahead } from './useAhead.ts';

export interface AheadLayerProps {
  readonly ahead: Ahead;
  readonly window: TimeWindow;
  readonly width: number;
}

/** Behind the series, by the second: the line that marks now, the running checkpoint, and frames for what is expected. */
export function AheadLayer({ ahead: { marks, runningSince, now }, window, width }: AheadLayerProps) {
  if (now < window.from) return null;
  const place = (at: number): number =>
    placeOf(Math.min(window.to, Math.max(window.from, at)), window, width);
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0 print:h-auto print:max-w-full"
      width={width}
      height={PLOT.height}
      viewBox={`0 0 ${width} ${PLOT.height}`}
    >
      <svg x={PLOT.left} y={PLOT.top} width={plotWidth(width)} height={PLOT_HEIGHT}>
        {runningSince !== null && (
          <rect
            x={place(runningSince)}
            width={Math.max(0, place(now) - place(runningSince))}
            height={PLOT_HEIGHT}
            fill="var(--hue-grey)"
            fillOpacity="0.14"
          />
        )}
        {now < window.to && (
          <line x1={place(now)} x2={place(now)} y2={PLOT_HEIGHT} stroke="var(--strong-line)" />
        )}
        {marks.map(({ which, cause, startsAt, endsAt }) => {
          const left = place(Math.max(now, startsAt));
          return (
            <rect
              key={which}
              data-ahead={which}
              x={left}
              y="0.5"
              width={Math.max(1, place(endsAt) - left)}
              height={PLOT_HEIGHT - 1}
              fill="none"
              stroke={CAUSE_IDENTITY[cause].color}
              strokeDasharray="1 3"
            />
          );
        })}
      </svg>
    </svg>
  );
}
