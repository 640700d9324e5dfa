'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { SPIKE_VERDICTS } from '../../../../domain/spikes.ts';
import { compareRange } from '../../../../model/spikes/compareRange.ts';
import { useTRPC } from '../../../_trpc/client.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { EvidenceTable } from './EvidenceTable.tsx';

/** Before and after a chosen range. */
const AROUND_MS = 300_000;
/** A checkpoint whose page images matter to a range began not long before it. */
const STARTS_BEFORE_MS = 3_600_000;
const POINTS = 2_000;
const MAX_CHECKPOINTS = 500;

/** What is different inside a range that a person dragged over, against five minutes on both of its sides. */
export function RangeDifference({ from, to }: { readonly from: number; readonly to: number }) {
  const trpc = useTRPC();
  const { data: history } = useQuery(
    trpc.history.samples.queryOptions({ from: from - AROUND_MS, to: to + AROUND_MS, points: POINTS }),
  );
  const { data: events } = useQuery(
    trpc.history.events.queryOptions({ from: from - STARTS_BEFORE_MS, to, limit: MAX_CHECKPOINTS }),
  );
  const difference = useMemo(() => {
    if (history === undefined || events === undefined) return undefined;
    const checkpointStarts = events.checkpoints.map(({ startedAt }) => startedAt);
    return compareRange({ ...history, from, to, checkpointStarts });
  }, [history, events, from, to]);
  if (difference === undefined) return null;
  return (
    <section aria-label="What is different in the chosen range" className="mb-4">
      <h3 className="text-sm font-medium">What is different in the chosen range</h3>
      {difference === null ? (
        <EmptyState>Sessions were not seen in this range, or not around it.</EmptyState>
      ) : (
        <>
          <p className="max-w-[90ch] text-sm text-muted">
            {difference.judgement === null
              ? 'A transaction took less than twice as long as around it, so there is no spike to explain.'
              : `${SPIKE_VERDICTS[difference.judgement.verdict]}: ${difference.judgement.reason}.`}
          </p>
          <EvidenceTable
            inside={difference.inside}
            outside={difference.outside}
            outsideLabel="Five minutes around it"
            label="The chosen range and what is around it"
          />
        </>
      )}
    </section>
  );
}
