'use client';

import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hint } from '../../ui/Hint.tsx';
import type { ChartHistory } from '../useChartHistory.ts';
import { type AheadMark, describeAhead } from './ahead.ts';
import { computeDomain } from './axisScale.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartPlot } from './ChartPlot.tsx';
import type { ChartSpec } from './chartSpecs.ts';
import { ChartTable } from './ChartTable.tsx';
import { EventLayer } from './EventLayer.tsx';
import { PLOT } from './geometry.ts';
import { MarkLayer } from './MarkLayer.tsx';
import { PlotOverlay } from './PlotOverlay.tsx';

const NONE: readonly AheadMark[] = [];

export interface ChartProps {
  readonly spec: ChartSpec;
  readonly history: ChartHistory;
  readonly width: number;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
}

export function Chart({ spec, history, width, onZoom, onReset }: ChartProps) {
  const [table, setTable] = useState(false);
  const { rows, widthMs, window } = history;
  const ahead = spec.ahead === true ? history.ahead : NONE;
  const expected = useMemo(() => ahead.map(({ row }) => row), [ahead]);
  const { left, right } = computeDomain(spec, rows, expected);
  const domain = useMemo(() => ({ left, right }), [left, right]);
  return (
    <Card
      title={spec.title}
      hint={
        <Hint about={spec.title} more={spec.more}>
          {spec.hint} Bands are checkpoints in the colour of their cause, ticks at the bottom syncs, ticks at
          the top skipped checkpoints, labelled lines switches of strategy. Dotted frames are checkpoints that
          are still expected.
        </Hint>
      }
      actions={
        <Button look="bare" aria-expanded={table} onClick={() => setTable(!table)}>
          {table ? 'Hide table' : 'Show as table'}
        </Button>
      }
    >
      <div className="flex justify-between text-[0.7rem] text-muted">
        <span>{spec.unit}</span>
        <span>{spec.rightUnit}</span>
      </div>
      <div className="relative" style={{ height: PLOT.height }}>
        <EventLayer history={history} width={width} />
        <div aria-hidden="true">
          <ChartPlot {...{ spec, rows, domain, window, width }} />
        </div>
        <MarkLayer {...{ spec, rows, domain, window, width }} />
        <PlotOverlay {...{ spec, history, expected, width, onZoom, onReset }} />
      </div>
      <ChartLegend spec={spec} rows={rows} expected={expected} widthMs={widthMs} now={history.now} />
      {spec.ahead === true && (
        <p className="mt-0.5 min-h-4 text-xs text-muted">
          {ahead.length > 0 && `Ahead: ${ahead.map(describeAhead).join('; ')}.`}
        </p>
      )}
      {table && <ChartTable spec={spec} rows={rows} ahead={ahead} />}
    </Card>
  );
}
