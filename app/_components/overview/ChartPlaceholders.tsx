import { CHART_TITLES } from './charts/chartTitles.ts';
import { PLOT } from './charts/geometry.ts';
import { Card } from '../ui/Card.tsx';

/** Keeps the place of the charts until they are loaded. */
export function ChartPlaceholders() {
  return CHART_TITLES.map((title) => (
    <Card key={title} title={title}>
      <div style={{ height: PLOT.height + 36 }} />
    </Card>
  ));
}
