'use client';

import dynamic from 'next/dynamic';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import type { LogImport } from '../../../domain/logImports.ts';
import { ChartPlaceholders } from '../../_components/overview/ChartPlaceholders.tsx';
import { useElementWidth } from '../../_components/overview/useElementWidth.ts';

// With it comes recharts.
const LoggedChart = dynamic(() => import('./LoggedChart.tsx').then((module) => module.LoggedChart), {
  ssr: false,
  loading: () => <ChartPlaceholders />,
});

/** Card padding and border on both sides. */
const FRAME_PX = 34;

export interface ImportChartProps {
  readonly about: LogImport;
  /** Newest first, at least one. */
  readonly records: readonly ListedCheckpoint[];
}

export function ImportChart({ about, records }: ImportChartProps) {
  const [outer, ref] = useElementWidth();
  return (
    <div ref={ref} className="grid grid-cols-1">
      {outer === 0 ? (
        <ChartPlaceholders />
      ) : (
        <LoggedChart about={about} records={records} width={outer - FRAME_PX} />
      )}
    </div>
  );
}
