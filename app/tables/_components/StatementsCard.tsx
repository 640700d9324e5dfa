import type { ReactNode } from 'react';
import type { StatementsInRange } from '../../../server/readers/tables.ts';
import { formatBytes, formatCount, formatCounted, formatShare } from '../../_components/format.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';

const RIGHT = 'px-2 py-1.5 text-right whitespace-nowrap';
const FROM_SM = `hidden sm:table-cell print:table-cell ${RIGHT}`;
const COLUMNS = [
  { name: 'WAL', className: RIGHT },
  { name: 'Share', className: RIGHT },
  { name: 'Full-page images', className: FROM_SM },
  { name: 'Calls', className: FROM_SM },
];

/** Which statements wrote the WAL between the checkpoints of the range. */
export function StatementsCard({ statements }: { readonly statements: StatementsInRange | null }) {
  return (
    <Card
      title="WAL by statement"
      hint={
        <Hint about="WAL by statement" more="/docs/observer#which-tables-fill-a-checkpoint">
          What pg_stat_statements counted from the start of one checkpoint to the start of the next. Constants
          and comments are left out of the texts.
        </Hint>
      }
    >
      {statements === null ? (
        <EmptyState>
          Not known: it takes pg_stat_statements (shared_preload_libraries, then{' '}
          <code>CREATE EXTENSION pg_stat_statements;</code>) in the database that is watched.
        </EmptyState>
      ) : (
        <Statements statements={statements} />
      )}
    </Card>
  );
}

function Statements({ statements: all }: { readonly statements: StatementsInRange }) {
  const { checkpoints, allWalBytes, walBytes, statements, otherWalBytes, notVisibleWalBytes } = all;
  return (
    <>
      <p className="mb-2 text-sm text-muted">
        {formatBytes(walBytes)} before {formatCounted(checkpoints, 'checkpoint')}
        {allWalBytes !== null &&
          `, of ${formatBytes(allWalBytes)} in all: the rest is of autovacuum and others`}
        .
      </p>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="WAL by statement, as a table">
        <table className="w-full text-sm tabular-nums">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="px-2 py-1.5 text-left font-medium">
                Statement
              </th>
              {COLUMNS.map(({ name, className }) => (
                <th key={name} scope="col" className={`font-medium ${className}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {statements.map((one) => (
              <Row key={one.id} name={<code className="text-xs">{one.text}</code>} of={walBytes} {...one} />
            ))}
            {otherWalBytes > 0 && <Row name="other statements" of={walBytes} walBytes={otherWalBytes} />}
            {notVisibleWalBytes > 0 && <Row name="not visible" of={walBytes} walBytes={notVisibleWalBytes} />}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly name: ReactNode;
  readonly walBytes: number;
  /** All WAL of the range's statements. */
  readonly of: number;
  readonly fullPageImages?: number;
  readonly calls?: number;
}

function Row({ name, walBytes, of, fullPageImages, calls }: RowProps) {
  const cells = [
    formatBytes(walBytes),
    formatShare(walBytes / of),
    fullPageImages === undefined ? '' : formatCount(fullPageImages),
    calls === undefined ? '' : formatCount(calls),
  ];
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-2 py-1.5 text-left font-normal wrap-anywhere">
        {name}
      </th>
      {COLUMNS.map((column, i) => (
        <td key={column.name} className={column.className}>
          {cells[i]}
        </td>
      ))}
    </tr>
  );
}
