import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { requirePipeline } from '../_trpc/server.tsx';
import { Comparison } from './_components/Comparison.tsx';

export const metadata: Metadata = { title: 'Compare' };
export const dynamic = 'force-dynamic';

export default function ComparePage() {
  requirePipeline();
  return (
    <Page
      title="Compare"
      lead="The same workload under several strategies, each run from the same table on servers of its own: what the strategies cost PostgreSQL, side by side, with a verdict."
    >
      <Suspense fallback={<LoadingRows label="Loading experiments…" />}>
        <Comparison />
      </Suspense>
    </Page>
  );
}
