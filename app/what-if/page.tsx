import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { requirePipeline } from '../_trpc/server.tsx';
import { WhatIf } from './_components/WhatIf.tsx';

export const metadata: Metadata = { title: 'What if' };
export const dynamic = 'force-dynamic';

export default function WhatIfPage() {
  requirePipeline();
  return (
    <Page
      title="What if"
      lead="What checkpoints a workload would make under another strategy or other settings: computed in this browser by a model of PostgreSQL that is judged by real runs. Nothing is changed anywhere."
    >
      <Suspense fallback={<LoadingRows label="The scenario is being read" />}>
        <WhatIf />
      </Suspense>
    </Page>
  );
}
