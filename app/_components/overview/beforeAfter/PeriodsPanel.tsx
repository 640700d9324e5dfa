'use client';

import { describeChanges, describeCollecting, describeLoad } from '../../../../domain/describeChanges.ts';
import type { PeriodComparison } from '../../../../domain/periods.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadingRows } from '../../ui/LoadingRows.tsx';
import { useUrlParams } from '../../ui/useUrlParams.ts';
import { BeforeAfterTable } from './BeforeAfterTable.tsx';
import { PeriodChoice } from './PeriodChoice.tsx';
import { ReportLink } from './ReportLink.tsx';
import { usePeriods } from './usePeriods.ts';

/** Two periods beside each other; the address says which. */
export function PeriodsPanel() {
  const params = useUrlParams();
  const asked = { before: readTime(params.get('before')), after: readTime(params.get('after')) };
  const comparison = usePeriods(asked);
  if (comparison === undefined) return <LoadingRows label="Loading periods…" />;
  return (
    <>
      {comparison.periods.length > 1 && (
        <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <PeriodChoice label="Before" name="before" asked={asked.before} comparison={comparison} />
          <PeriodChoice label="After" name="after" asked={asked.after} comparison={comparison} />
          <ReportLink asked={asked} comparison={comparison} />
        </div>
      )}
      <Compared comparison={comparison} isChosen={asked.before !== null || asked.after !== null} />
    </>
  );
}

function Compared({
  comparison: { before, after, changes, blocks },
  isChosen,
}: {
  readonly comparison: PeriodComparison;
  readonly isChosen: boolean;
}) {
  if (after === null || before === null) {
    return (
      <EmptyState>
        {isChosen
          ? 'Of a period that was chosen the history holds too little: choose another.'
          : (after !== null && describeCollecting(after)) ||
            'Switch the write strategy, or mark a change of your own: what it changes will be shown here, figure by figure.'}
      </EmptyState>
    );
  }
  const collecting = describeCollecting(after) ?? describeCollecting(before);
  return (
    <>
      <p
        className="mb-2 max-w-[110ch] text-sm"
        data-comparison={collecting === null ? 'whole' : 'collecting'}
      >
        {describeChanges({ before, after, changes })} {collecting ?? describeLoad(changes)}
      </p>
      <BeforeAfterTable before={before} after={after} changes={changes} blocks={blocks} />
    </>
  );
}

function readTime(text: string | null): number | null {
  const time = Number(text ?? Number.NaN);
  return Number.isInteger(time) && time >= 0 ? time : null;
}
