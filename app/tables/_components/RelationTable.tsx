import { nameRelation, type TableActivity } from '../../../domain/checkpointRelations.ts';
import { PAGE_BYTES } from '../../../domain/postgres.ts';
import type { TableRow, TablesInRange } from '../../../server/readers/tables.ts';
import { DASH, formatBytes, formatCount, formatShare } from '../../_components/format.ts';
import { classes } from '../../_components/ui/classes.ts';

const RIGHT = 'px-2 py-1.5 text-right whitespace-nowrap';
const FROM_SM = `hidden sm:table-cell print:table-cell ${RIGHT}`;
const FROM_LG = `hidden lg:table-cell print:table-cell ${RIGHT}`;

interface Column {
  readonly name: string;
  readonly title: string;
  readonly className: string;
  readonly read: (row: TableRow) => string;
}

const ofActivity =
  (read: (activity: TableActivity) => string) =>
  ({ activity }: TableRow): string =>
    activity === null ? DASH : read(activity);
const ofUpdates = (read: (activity: TableActivity) => number | null) =>
  ofActivity((activity) => {
    const part = read(activity);
    return part === null || activity.updates === 0 ? DASH : formatShare(part / activity.updates);
  });

const COLUMNS: readonly Column[] = [
  {
    name: 'Indexes',
    title: 'Pages of its indexes',
    className: FROM_SM,
    read: ({ indexPages }) => formatCount(indexPages),
  },
  {
    name: 'TOAST',
    title: 'Pages of its large values, and of their index',
    className: FROM_SM,
    read: ({ toastPages }) => formatCount(toastPages),
  },
  {
    name: 'Rows changed',
    title: 'Inserted, updated and deleted',
    className: FROM_LG,
    read: ofActivity(({ inserts, updates, deletes }) => formatCount(inserts + updates + deletes)),
  },
  {
    name: 'HOT',
    title: 'Share of the updates that touched no index',
    className: FROM_SM,
    read: ofUpdates(({ hotUpdates }) => hotUpdates),
  },
  {
    name: 'New page',
    title: 'Share of the updates that went to another page: counted from PostgreSQL 16 on',
    className: FROM_LG,
    read: ofUpdates(({ newPageUpdates }) => newPageUpdates),
  },
  {
    name: 'Fillfactor',
    title: 'How full its pages are packed, in percent',
    className: FROM_LG,
    read: ofActivity(({ fillfactor }) => `${fillfactor} %`),
  },
  {
    name: 'Size',
    title: 'Of the table without indexes and TOAST, as the planner estimates it',
    className: FROM_LG,
    read: ofActivity(({ heapPages }) => formatBytes(heapPages === null ? null : heapPages * PAGE_BYTES)),
  },
];

export function RelationTable({ tables }: { readonly tables: TablesInRange }) {
  const { pages, otherPages, notVisiblePages } = tables;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Pages by table, as a table">
      <table className="w-full text-sm tabular-nums">
        <thead className="text-xs text-muted">
          <tr>
            {['Table', 'Pages', 'Share'].map((name, i) => (
              <th
                key={name}
                scope="col"
                className={classes('font-medium', i === 0 ? 'px-2 py-1.5 text-left' : RIGHT)}
              >
                {name}
              </th>
            ))}
            {COLUMNS.map(({ name, title, className }) => (
              <th key={name} scope="col" title={title} className={classes('font-medium', className)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.tables.map((row) => (
            <tr key={`${row.database ?? ''} ${row.table ?? ''}`} className="border-t border-line">
              <NameCell name={nameRelation(row)} isEstimate={row.estimatedPages === row.pages} />
              <PageCells pages={row.pages} of={pages} />
              {COLUMNS.map(({ name, className, read }) => (
                <td key={name} className={className}>
                  {read(row)}
                </td>
              ))}
            </tr>
          ))}
          {otherPages > 0 && <Rest name="other tables" pages={otherPages} of={pages} />}
          {(notVisiblePages ?? 0) > 0 && <Rest name="not visible" pages={notVisiblePages!} of={pages} />}
        </tbody>
      </table>
    </div>
  );
}

function Rest({ name, ...cells }: { readonly name: string; readonly pages: number; readonly of: number }) {
  return (
    <tr className="border-t border-line text-muted">
      <NameCell name={name} isEstimate={false} />
      <PageCells {...cells} />
      {COLUMNS.map((column) => (
        <td key={column.name} className={column.className} />
      ))}
    </tr>
  );
}

function NameCell({ name, isEstimate }: { readonly name: string; readonly isEstimate: boolean }) {
  return (
    <th scope="row" className="px-2 py-1.5 text-left font-normal wrap-anywhere">
      {name}
      {isEstimate && <span className="ml-2 text-xs text-muted">estimate</span>}
    </th>
  );
}

function PageCells({ pages, of }: { readonly pages: number; readonly of: number }) {
  const share = of === 0 ? 0 : pages / of;
  return (
    <>
      <td className={RIGHT}>{formatCount(pages)}</td>
      <td className={RIGHT}>
        {formatShare(share)}
        <span
          aria-hidden
          className="ml-2 hidden h-1.5 w-16 rounded-full bg-sunken align-middle sm:inline-block"
        >
          <span
            className="block h-full rounded-full bg-accent"
            style={{ width: `${(100 * share).toFixed(1)}%` }}
          />
        </span>
      </td>
    </>
  );
}
