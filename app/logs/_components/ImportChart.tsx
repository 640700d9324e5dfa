'use client';

import dynamic from 'next/dynamic';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import type { LogImport } from '../../../domain/logImports.ts';
import { useElementWidth } from '../../_components/overview/useElementWidth.ts';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';

// With it comes recharts.
const LoggedChart = dynamic(() => import('./LoggedChart.tsx').then((module) => module.LoggedChart), {
  ssr: false,
  loading: () => <LoadingRows label="The chart is being drawn" />,
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
        <LoadingRows label="The chart is being drawn" />
      ) : (
        <LoggedChart about={about} records={records} width={outer - FRAME_PX} />
      )}
    </div>
  );
}
