'use client';

import { useQuery } from '@tanstack/react-query';
import type { Criterion } from '../../../server/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Card } from '../ui/Card.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Hint } from '../ui/Hint.tsx';

const REFRESH_MS = 10_000;

/** The fix's own success criteria, judged on what is measured now. */
export function Scorecard() {
  const trpc = useTRPC();
  const paused = useLive((view) => view.paused);
  const { data } = useQuery({
    ...trpc.overview.scorecard.queryOptions(),
    refetchInterval: paused ? false : REFRESH_MS,
  });
  return (
    <Card
      title="Success criteria"
      hint={
        <Hint about="success criteria" more="/docs/what-if#the-incidents-log">
          What the fix was asked to reach, against what is measured. Where a criterion needs more than
          buffering, the reason says what.
        </Hint>
      }
    >
      {data === undefined || data.length === 0 ? (
        <EmptyState>Judged once there is something to measure.</EmptyState>
      ) : (
        <ul className="grid grid-cols-1 gap-x-6 lg:grid-cols-2">
          {data.map((criterion) => (
            <CriterionRow key={criterion.id} criterion={criterion} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function CriterionRow({ criterion }: { readonly criterion: Criterion }) {
  const { passed, title, target, measured, reason } = criterion;
  return (
    <li className="flex gap-3 border-t border-line py-2 text-sm">
      <div className="w-24 shrink-0">
        {passed === null ? (
          <Badge>not judged</Badge>
        ) : passed ? (
          <Badge tone="good">✓ pass</Badge>
        ) : (
          <Badge tone="bad">✕ fail</Badge>
        )}
      </div>
      <div className="min-w-0">
        <p>
          <span className="font-medium">{title}</span>: {measured}{' '}
          <span className="text-muted">(target {target})</span>
        </p>
        {reason !== '' && <p className="text-xs leading-5 text-muted">{reason}</p>}
      </div>
    </li>
  );
}
