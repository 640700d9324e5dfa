import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Page } from '../_components/ui/Page.tsx';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';
import { requirePipeline } from '../_trpc/server.tsx';
import { Feed } from './_components/Feed.tsx';

export const metadata: Metadata = { title: 'Feed' };
export const dynamic = 'force-dynamic';

export default function FeedRoute() {
  requirePipeline();
  return (
    <Page
      title="Feed"
      lead="Tokens as readers see them: what waits in the buffer is laid over the database, so a new value is seen at once."
    >
      <Suspense fallback={<LoadingRows label="Loading tokens…" />}>
        <Feed />
      </Suspense>
    </Page>
  );
}
