import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Stale } from '../_components/live/Stale.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { CheckpointsList } from './_components/CheckpointsList.tsx';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';

export const metadata: Metadata = { title: 'Checkpoints' };
export const dynamic = 'force-dynamic';

export default async function CheckpointsPage() {
  const loadedAt = Date.now();
  return (
    <Page
      title="Checkpoints"
      lead="Every checkpoint that was seen: what it wrote, how long that took, and what was expected of it."
    >
      <Stale of={['observer']} className="flex flex-col gap-4">
        <Suspense fallback={<LoadingRows label="Loading checkpoints…" />}>
          <CheckpointsList loadedAt={loadedAt} />
        </Suspense>
      </Stale>
    </Page>
  );
}
