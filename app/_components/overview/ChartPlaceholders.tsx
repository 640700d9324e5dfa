'use client';

import { useSystem } from '../live/useSystem.ts';
import { Card } from '../ui/Card.tsx';
import { CHART_TITLES, WATCH_CHART_TITLES } from './charts/chartTitles.ts';
import { PLOT } from './charts/geometry.ts';

/** Keeps the place of the charts until they are loaded. */
export function ChartPlaceholders() {
  const titles = useSystem().pipeline ? CHART_TITLES : WATCH_CHART_TITLES;
  return titles.map((title) => (
    <Card key={title} title={title}>
      <div style={{ height: PLOT.height + 36 }} />
    </Card>
  ));
}
