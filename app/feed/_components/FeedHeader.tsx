import { classes } from '../../_components/ui/classes.ts';
import { CELL, type FeedColumn, FEED_COLUMNS, ROW_GRID } from './feedLayout.ts';

const LABELS: Readonly<Record<FeedColumn, string>> = {
  token: 'Token',
  age: 'Age',
  price: 'Price (USD)',
  change: '24 h',
  marketCap: 'Market cap (USD)',
  volume: 'Volume 24 h (USD)',
  transactions: 'Tx 24 h',
  holders: 'Holders',
  hotScore: 'Hot score',
  status: 'Status',
  mark: 'Newest values',
};

export function FeedHeader({ height }: { readonly height: number }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-sunken print:static text-xs font-medium text-muted">
      <div role="row" aria-rowindex={1} className={ROW_GRID} style={{ height }}>
        {FEED_COLUMNS.map((column) => (
          <div key={column} role="columnheader" className={classes(CELL[column], 'leading-4')}>
            {LABELS[column]}
          </div>
        ))}
      </div>
    </div>
  );
}
