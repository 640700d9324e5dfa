'use client';

import { useQuery } from '@tanstack/react-query';
import { type CheckpointRelations, nameRelation } from '../../../domain/checkpointRelations.ts';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatCount, formatShare } from '../../_components/format.ts';
import { type Fact, Facts } from '../../_components/ui/Facts.tsx';
import { PageLink } from '../../_components/ui/PageLink.tsx';
import { useTRPC } from '../../_trpc/client.tsx';
import { describeReason } from '../../tables/_components/describeSources.ts';

/** The tables whose pages it found dirty; nothing where they are not known. */
export function CheckpointTables({
  checkpoint: { id, startedAt },
}: {
  readonly checkpoint: ListedCheckpoint;
}) {
  const trpc = useTRPC();
  const at = Math.round(startedAt);
  const { data } = useQuery(trpc.tables.ofCheckpoint.queryOptions({ id, from: at, to: at }));
  if (data === undefined || data === null) return null;
  return (
    <section aria-label="Tables">
      <h3 className="mb-1 text-sm font-semibold">Tables</h3>
      <Facts facts={listFacts(data)} />
      <p className="mt-1 text-xs text-muted">
        {data.notCounted === null
          ? 'Dirty pages of shared buffers, counted when it began.'
          : `An estimate from the rows that changed: ${describeReason(data.notCounted)}.`}{' '}
        <PageLink href="/tables" className="text-accent underline">
          All tables
        </PageLink>
      </p>
    </section>
  );
}

function listFacts({ pages, top, otherPages, notVisiblePages }: CheckpointRelations): Fact[] {
  const describe = (part: number): string => `${formatCount(part)} pages, ${formatShare(part / pages)}`;
  return [
    ...top.map((relation) => ({ name: nameRelation(relation), value: describe(relation.pages) })),
    ...(otherPages > 0 ? [{ name: 'other tables', value: describe(otherPages) }] : []),
    ...((notVisiblePages ?? 0) > 0 ? [{ name: 'not visible', value: describe(notVisiblePages!) }] : []),
  ];
}
