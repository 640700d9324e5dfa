'use client';

import { useMemo, useState } from 'react';
import { formatClock } from '../../format.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { publishFigures } from '../../ui/publishFigures.ts';
import type { ChartHistory } from '../useChartHistory.ts';
import { type AheadMark, describeAhead, figuresOfAhead } from './ahead.ts';
import { AheadLayer } from './AheadLayer.tsx';
import { computeDomain } from './axisScale.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartPlot } from './ChartPlot.tsx';
import type { ChartRow } from './chartRows.ts';
import type { ChartSpec } from './chartSpecs.ts';
import { ChartTable } from './ChartTable.tsx';
import { EventLayer } from './EventLayer.tsx';
import { PLOT } from './geometry.ts';
import { MarkLayer } from './MarkLayer.tsx';
import { PlotOverlay } from './PlotOverlay.tsx';
import type { Ahead } from './useAhead.ts';

const NONE: readonly AheadMark[] = [];
/** The last bucket may not have come yet, and the one before is as wide again. */
const NEAR_NOW_BUCKETS = 3;

export interface ChartProps {
  readonly spec: ChartSpec;
  readonly history: ChartHistory;
  /** Rows of the history, within its window. */
  readonly rows: readonly ChartRow[];
  readonly ahead: Ahead;
  readonly width: number;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
}

export function Chart({ spec, history, rows, ahead, width, onZoom, onReset }: ChartProps) {
  const [table, setTable] = useState(false);
  const { widthMs, window } = history;
  const marks = spec.ahead === true ? ahead.marks : NONE;
  const expected = useMemo(() => marks.map(({ row }) => row), [marks]);
  const { left, right } = computeDomain(spec, rows, expected);
  const domain = useMemo(() => ({ left, right }), [left, right]);
  return (
    <Card
      title={spec.title}
      hint={
        <Hint about={spec.title} more={spec.more}>
          {spec.hint} Bands are checkpoints in the colour of their cause, ticks at the bottom syncs, ticks at
          the top skipped checkpoints, labelled lines marks: switches of strategy, changed settings, restarts,
          and your own. Dotted frames are checkpoints that are still expected.
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
        <AheadLayer ahead={ahead} window={window} width={width} />
        <div aria-hidden="true" inert>
          <ChartPlot {...{ spec, rows, domain, window, width }} />
        </div>
        <MarkLayer {...{ spec, rows, domain, window, width }} />
        {expected.length > 0 && <MarkLayer {...{ spec, rows: expected, domain, window, width }} />}
        <PlotOverlay {...{ spec, history, rows, expected, width, onZoom, onReset }} />
      </div>
      <ChartLegend
        {...{ spec, rows, expected, widthMs }}
        nowFrom={ahead.live ? ahead.now - NEAR_NOW_BUCKETS * widthMs : null}
      />
      {spec.ahead === true && (
        <p className="mt-0.5 min-h-4 text-xs text-muted">
          <AheadMarks ahead={ahead} marks={marks} />
        </p>
      )}
      {table && <ChartTable spec={spec} rows={rows} ahead={marks} />}
    </Card>
  );
}

interface AheadMarksProps {
  readonly ahead: Ahead;
  readonly marks: readonly AheadMark[];
}

function AheadMarks({ ahead: { live, now }, marks }: AheadMarksProps) {
  if (marks.length === 0) return null;
  return (
    <>
      {live ? 'Expected' : `Expected, as of ${formatClock(now)}`}:{' '}
      {marks.map((mark, i) => (
        <span key={mark.which} {...publishFigures(figuresOfAhead(mark))}>
          {i > 0 && '; '}
          {describeAhead(mark)}
        </span>
      ))}
      .
    </>
  );
}
