import type { Metadata } from 'next';
import { Stale } from '../_components/live/Stale.tsx';
import { Page } from '../_components/ui/Page.tsx';
import { getQueryClient, HydrateClient, requireWatch, trpc } from '../_trpc/server.tsx';
import { ServerTable } from './_components/ServerTable.tsx';

export const metadata: Metadata = { title: 'Servers' };
export const dynamic = 'force-dynamic';

export default async function ServersPage() {
  requireWatch();
  // Does not reject: what cannot be read is asked for again by the browser.
  await getQueryClient().prefetchQuery(trpc.servers.list.queryOptions());
  return (
    <HydrateClient>
      <Page title="Servers" lead="Every server that is watched. Each leads to its own pages.">
        <Stale of={['worker']}>
          <ServerTable />
        </Stale>
      </Page>
    </HydrateClient>
  );
}
