'use client';

import type { HotAdvice, HotFinding, HotPreventer, HotStatement } from '../../../domain/hot.ts';
import { formatBytes, formatCount, formatCounted, formatShare } from '../../_components/format.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { CopyButton } from '../../_components/ui/CopyButton.tsx';

const CAUSES: Readonly<Record<HotFinding['cause'], string>> = {
  index: 'an index prevents it',
  assumed: 'assumed',
  'full-pages': 'pages are full',
};

/** One table: its share of HOT updates, and index → column → statement with what helps. */
export function HotTableItem({ finding }: { readonly finding: HotFinding }) {
  const { table, updates, hotShare, cause, reason, preventers, room } = finding;
  return (
    <li className="border-t border-line py-3 text-sm first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium wrap-anywhere">{table}</h3>
        <span className="text-muted tabular-nums">
          {formatShare(hotShare)} of {formatCounted(updates, 'update')} HOT
        </span>
        <Badge tone={cause === 'index' ? 'bad' : 'warn'}>{CAUSES[cause]}</Badge>
      </div>
      <p className="mt-0.5 max-w-[90ch] text-muted">{reason}</p>
      {preventers.length > 0 && (
        <ul aria-label={`Indexes of ${table}`} className="mt-1 ml-1 border-l border-line pl-3">
          {preventers.map((preventer) => (
            <PreventerItem key={preventer.index} preventer={preventer} />
          ))}
        </ul>
      )}
      {room !== null && <AdviceText advice={room} />}
    </li>
  );
}

function PreventerItem({ preventer }: { readonly preventer: HotPreventer }) {
  const { index, method, bytes, scans, columns, statements, advice } = preventer;
  return (
    <li className="py-2">
      <p className="wrap-anywhere">
        <span className="font-medium">{index}</span>{' '}
        <span className="text-muted">
          {method}, {formatBytes(bytes)}, {formatCounted(scans, 'scan')}; by{' '}
          {columns.length === 1 ? 'column' : 'columns'}
        </span>{' '}
        <span className="font-medium">{columns.join(', ')}</span>
      </p>
      {statements.map((statement) => (
        <StatementText key={statement.queryId} statement={statement} />
      ))}
      <AdviceText advice={advice} />
    </li>
  );
}

function StatementText({ statement: { queryId, text, calls, rows } }: { readonly statement: HotStatement }) {
  return (
    <div className="mt-1">
      <p className="text-xs text-muted">
        Set by query {queryId}: {formatCounted(calls, 'call')}, {formatCount(rows)} rows
      </p>
      <Sql text={text} label={`Query ${queryId}`} />
    </div>
  );
}

function AdviceText({ advice: { text, statements } }: { readonly advice: HotAdvice }) {
  const sql = statements.join('\n');
  return (
    <>
      <p className="mt-1 max-w-[90ch]">
        <span className="font-medium">What helps:</span> {text}
      </p>
      {sql !== '' && (
        <div className="mt-1 flex flex-wrap items-start gap-2">
          <Sql text={sql} label="SQL that helps" />
          <CopyButton text={sql} />
        </div>
      )}
    </>
  );
}

function Sql({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className="min-w-0 grow overflow-x-auto rounded bg-sunken p-2 text-xs whitespace-pre-wrap text-ink wrap-anywhere"
    >
      {text}
    </pre>
  );
}
