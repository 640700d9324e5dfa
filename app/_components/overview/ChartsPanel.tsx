'use client';

import dynamic from 'next/dynamic';
import { useDeferredValue } from 'react';
import { formatClockSpan } from '../format.ts';
import { Button } from '../ui/Button.tsx';
import { classes } from '../ui/classes.ts';
import { ClockTime } from '../ui/ClockTime.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { ChartPlaceholders } from './ChartPlaceholders.tsx';
import { plotWidth } from './charts/geometry.ts';
import { useChartHistory } from './useChartHistory.ts';
import { useElementWidth } from './useElementWidth.ts';
import { RANGE_PRESETS, type RangeControl, type RangePreset, useRange } from './useRange.ts';

// recharts is more than a third of all JavaScript here: it comes after the first paint.
const Charts = dynamic(() => import('./charts/Charts.tsx').then((module) => module.Charts), {
  ssr: false,
  loading: () => <ChartPlaceholders />,
});

const SpikesCard = dynamic(() => import('./spikes/SpikesCard.tsx').then((module) => module.SpikesCard), {
  ssr: false,
});

const PRESETS = (Object.keys(RANGE_PRESETS) as RangePreset[]).map((value) => ({ value, label: value }));
/** Card padding and border on both sides; gap between two columns. */
const FRAME_PX = 34;
const GAP_PX = 16;
const TWO_COLUMNS_FROM_PX = 960;
const PIXELS_PER_POINT = 2;
/** Widths that differ by less ask for the same points, so that a resize asks once. */
const POINTS_STEP = 50;

export function ChartsPanel({ loadedAt }: { readonly loadedAt: number }) {
  const control = useRange();
  const [outer, ref] = useElementWidth();
  const columns = outer >= TWO_COLUMNS_FROM_PX ? 2 : 1;
  const width = Math.floor((outer - (columns - 1) * GAP_PX) / columns) - FRAME_PX;
  const points =
    outer === 0
      ? 0
      : Math.max(POINTS_STEP, Math.ceil(plotWidth(width) / PIXELS_PER_POINT / POINTS_STEP) * POINTS_STEP);
  const history = useDeferredValue(useChartHistory({ range: control.range, points, loadedAt }));
  return (
    <div>
      <RangeBar control={control} beginsAt={history.beginsAt} />
      {history.leftOut.length > 0 && (
        <p className="mb-3 max-w-[110ch] text-xs leading-5 text-muted">{history.leftOut.join(' ')}</p>
      )}
      <div
        ref={ref}
        className={classes('grid gap-4 print:grid-cols-1', columns === 2 ? 'grid-cols-2' : 'grid-cols-1')}
      >
        {outer === 0 ? (
          <ChartPlaceholders />
        ) : (
          <Charts history={history} width={width} onZoom={control.zoom} onReset={control.reset} />
        )}
      </div>
      <SpikesCard range={control.range} loadedAt={loadedAt} onZoom={control.zoom} />
    </div>
  );
}

interface RangeBarProps {
  readonly control: RangeControl;
  readonly beginsAt: number | null;
}

function RangeBar({ control: { range, choosePreset, reset }, beginsAt }: RangeBarProps) {
  return (
    <div className="mb-3 flex min-h-9 flex-wrap items-center gap-3">
      <h2 className="text-sm font-semibold">Over time</h2>
      <div className="print-hidden">
        <Segmented
          label="Time range"
          segments={PRESETS}
          value={range.kind === 'relative' ? range.preset : null}
          onChoose={choosePreset}
        />
      </div>
      {range.kind === 'absolute' ? (
        <span className="flex items-center gap-2 text-xs text-muted">
          <span>
            <ClockTime at={range.from} /> to <ClockTime at={range.to} /> (
            {formatClockSpan((range.to - range.from) / 1_000)})
          </span>
          <Button look="bare" onClick={reset}>
            Reset zoom
          </Button>
        </span>
      ) : (
        <span className="text-xs text-muted">
          {beginsAt !== null && (
            <>
              The history of this range begins at <ClockTime at={beginsAt} />.{' '}
            </>
          )}
          <span className="hidden sm:inline print-hidden">Drag to zoom, double click to reset.</span>
        </span>
      )}
    </div>
  );
}
