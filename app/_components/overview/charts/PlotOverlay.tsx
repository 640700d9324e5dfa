'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { formatClock } from '../../format.ts';
import type { ChartHistory } from '../useChartHistory.ts';
import { type ChartRow, findRow } from './chartRows.ts';
import type { ChartSpec } from './chartSpecs.ts';
import { useCrosshair, useCrosshairAt } from './crosshair.ts';
import { PLOT, placeOf, plotWidth, type TimeWindow } from './geometry.ts';

/** Shorter drags are clicks. */
const MIN_DRAG_PX = 6;

export interface PlotOverlayProps {
  readonly spec: ChartSpec;
  readonly history: ChartHistory;
  readonly rows: readonly ChartRow[];
  /** The expected values, drawn behind the rows. */
  readonly expected: readonly ChartRow[];
  readonly width: number;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
}

/** Takes pointer and keys: the crosshair, drag to zoom, double click to reset. For assistive technology a slider in time. */
export function PlotOverlay(props: PlotOverlayProps) {
  const { spec, history, rows, expected, width, onZoom, onReset } = props;
  const { widthMs, window } = history;
  const now = Math.min(history.now, window.to);
  const crosshair = useCrosshair();
  const at = useCrosshairAt();
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const timeAt = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return window.from + share * (window.to - window.from);
  };
  const finishDrag = (event: PointerEvent<HTMLElement>): void => {
    const to = timeAt(event);
    setDragFrom(null);
    if (dragFrom === null) return;
    const pixels = Math.abs(placeOf(to, window, width) - placeOf(dragFrom, window, width));
    if (pixels >= MIN_DRAG_PX) onZoom(Math.min(dragFrom, to), Math.max(dragFrom, to));
  };
  const onKey = (event: KeyboardEvent): void => {
    const moved = moveByKey(event.key, at ?? now, widthMs, window);
    if (moved !== null) crosshair.move(moved);
    else if (event.key === '+') onZoom(...around(at ?? now, window));
    else if (event.key === '-' || event.key === 'Escape') onReset();
    else return;
    event.preventDefault();
  };
  const inside = at !== null && at >= window.from && at <= window.to;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${spec.title}, moment. Arrow keys move, plus zooms in, minus resets`}
      aria-valuemin={Math.round(window.from)}
      aria-valuemax={Math.round(window.to)}
      aria-valuenow={Math.round(inside ? at : now)}
      aria-valuetext={describeAt(spec, [...rows, ...expected], inside ? at : now, widthMs)}
      className="absolute cursor-crosshair touch-pan-y print-hidden"
      style={{
        left: PLOT.left,
        top: PLOT.top,
        width: plotWidth(width),
        height: PLOT.height - PLOT.top - PLOT.bottom,
      }}
      onPointerMove={(event) => crosshair.move(timeAt(event))}
      onPointerLeave={() => crosshair.move(null)}
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === 'touch') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragFrom(timeAt(event));
      }}
      onPointerUp={finishDrag}
      onPointerCancel={() => setDragFrom(null)}
      onDoubleClick={onReset}
      onKeyDown={onKey}
      onBlur={() => crosshair.move(null)}
    >
      {inside && (
        <div
          className="pointer-events-none absolute inset-y-0 w-px bg-ink"
          style={{ left: placeOf(at, window, width) }}
        />
      )}
      {inside && dragFrom !== null && (
        <div
          className="pointer-events-none absolute inset-y-0 bg-accent opacity-20"
          style={{
            left: placeOf(Math.min(dragFrom, at), window, width),
            width: Math.abs(placeOf(at, window, width) - placeOf(dragFrom, window, width)),
          }}
        />
      )}
    </div>
  );
}

function describeAt(spec: ChartSpec, rows: readonly ChartRow[], at: number, widthMs: number): string {
  const row = findRow(rows, at, 2 * widthMs);
  if (row === null) return `${formatClock(at)}: no data`;
  const values = spec.series
    .filter(({ key }) => row[key] != null)
    .map(({ key, identity, format }) => `${identity.label} ${format(row[key] ?? null)}`);
  const when = `${formatClock(row.at)}${row['beyond'] === undefined ? '' : ', expected'}`;
  return `${when}: ${values.length === 0 ? 'no data' : values.join(', ')}`;
}

function moveByKey(key: string, at: number, widthMs: number, { from, to }: TimeWindow): number | null {
  const page = (to - from) / 10;
  const target = {
    ArrowLeft: at - widthMs,
    ArrowDown: at - widthMs,
    ArrowRight: at + widthMs,
    ArrowUp: at + widthMs,
    PageUp: at + page,
    PageDown: at - page,
    Home: from,
    End: to,
  }[key];
  return target === undefined ? null : Math.min(to, Math.max(from, target));
}

function around(at: number, { from, to }: TimeWindow): [from: number, to: number] {
  const quarter = (to - from) / 4;
  const middle = Math.min(to - quarter, Math.max(from + quarter, at));
  return [middle - quarter, middle + quarter];
}
