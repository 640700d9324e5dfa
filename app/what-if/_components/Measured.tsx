'use client';

import { useQuery } from '@tanstack/react-query';
import type { MeasuredNote, MeasuredWorkload } from '../../../model/workload/measured.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useAnnounce } from '../../_components/ui/Announcer.tsx';
import { Badge } from '../../_components/ui/Badge.tsx';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { Facts } from '../../_components/ui/Facts.tsx';

export interface MeasuredProps {
  readonly notes: readonly MeasuredNote[];
  readonly onMeasured: (measured: MeasuredWorkload) => void;
}

/** Fills the sliders from the running system; says what was read and what had to be assumed. */
export function Measured({ notes, onMeasured }: MeasuredProps) {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const query = useQuery({ ...trpc.whatIf.measure.queryOptions(), enabled: false, retry: false });
  const fill = async (): Promise<void> => {
    const { data } = await query.refetch();
    if (data == null) return;
    onMeasured(data);
    announce('The sliders show the running workload.');
  };
  return (
    <Card title="Your workload now">
      <p className="text-sm text-muted">
        Table, indexes, rates and settings of the running system, read twice, three seconds apart. Nothing is
        written. Times are those of its clock.
      </p>
      <Button className="mt-3" look="primary" disabled={query.isFetching} onClick={() => void fill()}>
        {query.isFetching ? 'Looking …' : 'Fill from the running system'}
      </Button>
      {query.error !== null && !query.isFetching && (
        <div role="alert" className="mt-3">
          <Banner tone="bad">
            The running system cannot be read: {query.error.message.replace(/[.\s]+$/, '')}.
          </Banner>
        </div>
      )}
      {query.data === null && (
        <p className="mt-3 text-sm">No worker has made the tables yet: start one with npm start.</p>
      )}
      {notes.length > 0 && (
        <div className="mt-3">
          <Facts
            facts={notes.map(({ what, value, isMeasured }) => ({
              name: what,
              value: (
                <>
                  {value} {!isMeasured && <Badge tone="warn">assumed</Badge>}
                </>
              ),
            }))}
          />
        </div>
      )}
      <CommandLine command="npm run predict -- --database postgres://…" />
    </Card>
  );
}
