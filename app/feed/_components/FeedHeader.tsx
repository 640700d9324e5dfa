import { classes } from '../../_components/ui/classes.ts';
import { Hint } from '../../_components/ui/Hint.tsx';
import { COLUMN_TEXTS } from './columnTexts.ts';
import { CELL, type FeedColumn, FEED_COLUMNS, ROW_GRID } from './feedLayout.ts';

export function FeedHeader({ height }: { readonly height: number }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-sunken print:static text-xs font-medium text-muted">
      <div role="row" aria-rowindex={1} className={ROW_GRID} style={{ height }}>
        {FEED_COLUMNS.map((column) => (
          <div key={column} role="columnheader" className={classes(CELL[column], 'leading-4')}>
            <ColumnName column={column} />
          </div>
        ))}
      </div>
    </div>
  );
}

function ColumnName({ column }: { readonly column: FeedColumn }) {
  const { label, hint, more } = COLUMN_TEXTS[column];
  return (
    <Hint
      about={label}
      more={more}
      trigger={label}
      className="min-h-6 min-w-6 rounded [text-align:inherit] hover:text-accent"
    >
      {hint}
    </Hint>
  );
}
