'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { PricePoint } from '../../../server/types.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { useElementWidth } from '../../_components/overview/useElementWidth.ts';
import { PriceTable } from './PriceTable.tsx';

const HEIGHT = 200;
const PriceChart = dynamic(() => import('./PriceChart.tsx').then((module) => module.PriceChart), {
  ssr: false,
  loading: () => <div style={{ height: HEIGHT }} />,
});

/** The prices of one token as a chart, and as a table where that is asked for. */
export function PriceHistory({ prices }: { readonly prices: readonly PricePoint[] }) {
  const [table, setTable] = useState(false);
  const [width, ref] = useElementWidth();
  return (
    <section aria-label="Price history">
      <div className="mb-1 flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">Price history (USD)</h3>
        {prices.length > 0 && (
          <Button look="bare" aria-expanded={table} onClick={() => setTable(!table)}>
            {table ? 'Hide table' : 'Show as table'}
          </Button>
        )}
      </div>
      {prices.length < 2 ? (
        <EmptyState>
          {prices.length === 0 ? 'No price' : 'One price'} in the history of the last 24 h. Prices are written
          with each sync while the token is tracked.
        </EmptyState>
      ) : (
        <div ref={ref} aria-hidden="true" style={{ height: HEIGHT }}>
          {width > 0 && <PriceChart prices={prices} width={width} height={HEIGHT} />}
        </div>
      )}
      {table && <PriceTable prices={prices} />}
    </section>
  );
}
