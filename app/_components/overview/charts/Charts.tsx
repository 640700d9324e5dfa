'use client';

import { useMemo, useState } from 'react';
import type { ChartHistory } from '../useChartHistory.ts';
import { useSystem } from '../../live/useSystem.ts';
import { Chart } from './Chart.tsx';
import { createChartRows } from './chartRows.ts';
import { CHARTS, WATCH_CHARTS } from './chartSpecs.ts';
import { Crosshair, CrosshairProvider } from './crosshair.ts';
import { useAhead } from './useAhead.ts';

export interface ChartsProps {
  readonly history: ChartHistory;
  /** Width of one plot, axes included, in pixels. */
  readonly width: number;
  readonly onZoom: (from: number, to: number) => void;
  readonly onReset: () => void;
}

/** All charts over one time grid with one crosshair. The one module that loads recharts: import it lazily. */
export function Charts({ history, width, onZoom, onReset }: ChartsProps) {
  const specs = useSystem().pipeline ? CHARTS : WATCH_CHARTS;
  const [crosshair] = useState(() => new Crosshair());
  const ahead = useAhead(history.window, history.now);
  const rows = useMemo(() => {
    const { samples, widthMs, timeScale, events, window } = history;
    return createChartRows({ samples, widthMs, timeScale, checkpoints: events.checkpoints }).filter(
      ({ at }) => at >= window.from && at <= window.to,
    );
  }, [history]);
  return (
    <CrosshairProvider value={crosshair}>
      {specs.map((spec) => (
        <Chart key={spec.id} {...{ spec, history, rows, ahead, width, onZoom, onReset }} />
      ))}
    </CrosshairProvider>
  );
}
