import { Suspense } from 'react';
import { Stale } from '../_components/live/Stale.tsx';
import { BeforeAfter } from '../_components/overview/beforeAfter/BeforeAfter.tsx';
import { ChartPlaceholders } from '../_components/overview/ChartPlaceholders.tsx';
import { ChartsPanel } from '../_components/overview/ChartsPanel.tsx';
import { CycleStrip } from '../_components/overview/CycleStrip.tsx';
import { recentEventsRange } from '../_components/overview/recentEvents.ts';
import { Page } from '../_components/ui/Page.tsx';
import { getQueryClient, HydrateClient, requireWatch, trpc } from '../_trpc/server.tsx';
import { AdvicePanel } from './_components/AdvicePanel.tsx';
import { SettingsPanel } from './_components/SettingsPanel.tsx';
import { WatchTiles } from './_components/WatchTiles.tsx';

export const dynamic = 'force-dynamic';

/** The overview of a watched server; its address is / (proxy.ts). */
export default async function WatchPage() {
  requireWatch();
  const loadedAt = Date.now();
  // Does not reject: what cannot be read is asked for again by the browser.
  await getQueryClient().prefetchQuery(trpc.history.events.queryOptions(recentEventsRange(loadedAt)));
  return (
    <HydrateClient>
      <Page title="Overview">
        <BeforeAfter />
        <CycleStrip loadedAt={loadedAt} />
        <WatchTiles loadedAt={loadedAt} />
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <AdvicePanel />
          <SettingsPanel />
        </div>
        <Stale of={['worker']}>
          <Suspense fallback={<ChartPlaceholders />}>
            <ChartsPanel loadedAt={loadedAt} />
          </Suspense>
        </Stale>
      </Page>
    </HydrateClient>
  );
}
