import type { Metadata } from 'next';
import { Page } from '../_components/ui/Page.tsx';
import { hasPipeline, requireBuffers } from '../_trpc/server.tsx';
import { ApplicationBuffers } from './_components/ApplicationBuffers.tsx';
import { BufferContents } from './_components/BufferContents.tsx';

export const metadata: Metadata = { title: 'Buffer' };
export const dynamic = 'force-dynamic';

export default function BufferRoute() {
  requireBuffers();
  return (
    <Page
      title="Buffer"
      lead="Updates that were accepted and are not in PostgreSQL yet: waiting for the next sync, parked because their row is missing, or refused by PostgreSQL and kept as dead letters."
    >
      {hasPipeline() && <BufferContents />}
      <ApplicationBuffers />
    </Page>
  );
}
