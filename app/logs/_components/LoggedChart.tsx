'use client';

import { useMemo, useState } from 'react';
import { Chart } from '../../_components/overview/charts/Chart.tsx';
import { createChartRows } from '../../_components/overview/charts/chartRows.ts';
import { CHECKPOINT_CHART } from '../../_components/overview/charts/chartSpecs.ts';
import { Crosshair, CrosshairProvider } from '../../_components/overview/charts/crosshair.ts';
import type { TimeWindow } from '../../_components/overview/charts/geometry.ts';
import type { Ahead } from '../../_components/overview/charts/useAhead.ts';
import { nameImport } from './describeImport.ts';
import type { ImportChartProps } from './ImportChart.tsx';
import { createLoggedHistory } from './loggedHistory.ts';

/** The overview's chart of checkpoints over what a log has of them. */
export function LoggedChart({ about, records, width }: ImportChartProps & { readonly width: number }) {
  const [crosshair] = useState(() => new Crosshair());
  const [zoom, setZoom] = useState<TimeWindow | null>(null);
  const history = useMemo(() => createLoggedHistory(records, { width, zoom }), [records, width, zoom]);
  const rows = useMemo(() => {
    const { samples, widthMs, timeScale, events, window } = history;
    return createChartRows({ samples, widthMs, timeScale, checkpoints: events.checkpoints }).filter(
      ({ at }) => at >= window.from && at <= window.to,
    );
  }, [history]);
  const spec = useMemo(
    () => ({ ...CHECKPOINT_CHART, title: `${nameImport(about)}: pages and write time` }),
    [about],
  );
  const ahead = useMemo<Ahead>(
    () => ({ now: history.now, live: false, runningSince: null, marks: [] }),
    [history.now],
  );
  return (
    <CrosshairProvider value={crosshair}>
      <Chart
        {...{ spec, history, rows, ahead, width }}
        onZoom={(from, to) => setZoom({ from, to })}
        onReset={() => setZoom(null)}
      />
    </CrosshairProvider>
  );
}
