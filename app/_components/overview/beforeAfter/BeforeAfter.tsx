'use client';

import dynamic from 'next/dynamic';
import { LoadingRows } from '../../ui/LoadingRows.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { Stale } from '../../live/Stale.tsx';

const MarkButton = dynamic(() => import('./MarkButton.tsx').then((module) => module.MarkButton), {
  ssr: false,
});
const PeriodsPanel = dynamic(() => import('./PeriodsPanel.tsx').then((module) => module.PeriodsPanel), {
  ssr: false,
  loading: () => <LoadingRows label="Loading periods…" />,
});

/** The last period's figures beside those of this one: what the mark between them changed. */
export function BeforeAfter() {
  return (
    <Card
      title="Before and after"
      hint={
        <Hint about="before and after" more="/docs/periods">
          The time between two marks is a period: switches of strategy, changed settings, restarts and your
          own marks. Each figure is a total over whole cycles; the first cycle after a mark is left out. In
          brackets a 99 % interval from the totals of blocks of two cycles. The load is not controlled.
        </Hint>
      }
      actions={<MarkButton />}
    >
      <Stale of={['worker', 'observer']}>
        <PeriodsPanel />
      </Stale>
    </Card>
  );
}
