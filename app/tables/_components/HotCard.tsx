'use client';

import { useQuery } from '@tanstack/react-query';
import { type HotAnswer, type HotReport, MAX_HOT_TABLES } from '../../../domain/hot.ts';
import { describeUnknown } from '../../../model/hot/explainHot.ts';
import { formatCounted } from '../../_components/format.ts';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Failure } from '../../_components/ui/Failure.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';
import { LoadingRows } from '../../_components/ui/LoadingRows.tsx';
import { useTRPC } from '../../_trpc/client.tsx';
import { HotTableItem } from './HotTableItem.tsx';

const READ_EVERY_MS = 30_000;

/** The tables whose updates are not HOT: which index prevents it, by which column and statement, and what helps. */
export function HotCard() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery({
    ...trpc.hot.preventers.queryOptions(),
    refetchInterval: READ_EVERY_MS,
    retry: false,
  });
  return (
    <Card
      title="Which index prevents HOT updates"
      hint={
        <Hint about="HOT updates" more="/docs/hot">
          A heap-only (HOT) update writes one page and no index. It is possible where no column of an index
          changes and the page has room for the new version.
        </Hint>
      }
    >
      {error !== null ? (
        <Failure what="HOT updates cannot be read" error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows label="Loading HOT updates…" />
      ) : (
        <Answer answer={data} />
      )}
    </Card>
  );
}

function Answer({ answer }: { readonly answer: HotAnswer | null }) {
  if (answer === null)
    return <EmptyState>The watcher has not read the tables yet. It reads them once a minute.</EmptyState>;
  if ('problem' in answer) return <Banner tone="bad">{answer.problem}.</Banner>;
  return <Report report={answer} />;
}

function Report({
  report: { at, database, statements, tablesJudged, findings },
}: {
  readonly report: HotReport;
}) {
  const unknown = describeUnknown(statements);
  return (
    <>
      <p className="mb-2 text-xs text-muted">
        {formatCounted(tablesJudged, 'table')} of database {database} with 100 updates or more
        {tablesJudged === MAX_HOT_TABLES && ', those with the most that were not HOT'}, at{' '}
        <ClockTime at={at} />. Counts are since the statistics were reset.
      </p>
      {findings.length === 0 ? (
        <EmptyState>
          {tablesJudged === 0
            ? 'No table was updated often enough yet to be judged.'
            : 'At least 90 % of the updates of each of these tables are HOT: no index prevents them.'}
        </EmptyState>
      ) : (
        <ul>
          {findings.map((finding) => (
            <HotTableItem key={finding.table} finding={finding} />
          ))}
        </ul>
      )}
      {unknown !== '' && <p className="mt-3 max-w-[90ch] text-xs text-muted">{unknown}</p>}
    </>
  );
}
