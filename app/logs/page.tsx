import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingRows } from '../_components/ui/LoadingRows.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { Logs } from './_components/Logs.tsx';

export const metadata: Metadata = { title: 'Logs' };
export const dynamic = 'force-dynamic';

export default function LogsPage() {
  return (
    <Page
      title="Logs"
      lead="The checkpoints of a server’s log files, as if they had been watched: what they wrote, why they came, and whether that was pacing or a slow disk."
    >
      <Suspense fallback={<LoadingRows label="Imports are being read" />}>
        <Logs />
      </Suspense>
    </Page>
  );
}
