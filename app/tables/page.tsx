import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Stale } from '../_components/live/Stale.tsx';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { LazyTables } from './_components/LazyTables.tsx';

export const metadata: Metadata = { title: 'Tables' };
export const dynamic = 'force-dynamic';

export default async function TablesPage() {
  const loadedAt = Date.now();
  return (
    <Page title="Tables" lead="Which tables fill the checkpoints: the pages that were dirty when each began.">
      <Stale of={['observer']} className="flex flex-col gap-4">
        <Suspense fallback={<LoadingRows label="Loading tables…" />}>
          <LazyTables loadedAt={loadedAt} />
        </Suspense>
      </Stale>
    </Page>
  );
}
