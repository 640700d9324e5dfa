import { cookies } from 'next/headers';
import { Suspense } from 'react';
import { Stale } from './_components/live/Stale.tsx';
import { BeforeAfter } from './_components/overview/beforeAfter/BeforeAfter.tsx';
import { ChartPlaceholders } from './_components/overview/ChartPlaceholders.tsx';
import { LazyChartsPanel } from './_components/overview/LazyChartsPanel.tsx';
import { LazyScorecard } from './_components/overview/LazyScorecard.tsx';
import { CycleStrip } from './_components/overview/CycleStrip.tsx';
import { FirstRunHint } from './_components/overview/tour/FirstRunHint.tsx';
import { HINT_COOKIE } from './_components/overview/tour/hintCookie.ts';
import { ProfilePanel } from './_components/overview/ProfilePanel.tsx';
import { recentEventsRange } from './_components/overview/recentEvents.ts';
import { StrategyPanel } from './_components/overview/StrategyPanel.tsx';
import { Tiles } from './_components/overview/Tiles.tsx';
import { Page } from './_components/ui/Page.tsx';
import { getQueryClient, HydrateClient, trpc } from './_trpc/server.tsx';

export const dynamic = 'force-dynamic';

interface OverviewProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function OverviewPage({ searchParams }: OverviewProps) {
  const loadedAt = Date.now();
  const isFirstRun = !(await cookies()).has(HINT_COOKIE);
  const showsTour = isFirstRun || (await searchParams)['tour'] === '1';
  const queryClient = getQueryClient();
  // Neither rejects: what cannot be read is asked for again by the browser.
  await Promise.all([
    queryClient.prefetchQuery(trpc.history.events.queryOptions(recentEventsRange(loadedAt))),
    queryClient.prefetchQuery(trpc.overview.scorecard.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <Page title="Overview">
        {showsTour && <FirstRunHint loadedAt={loadedAt} />}
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <StrategyPanel />
          <ProfilePanel />
        </div>
        <BeforeAfter />
        <CycleStrip loadedAt={loadedAt} />
        <Tiles loadedAt={loadedAt} />
        <Stale of={['worker']}>
          <Suspense fallback={<ChartPlaceholders />}>
            <LazyChartsPanel loadedAt={loadedAt} />
          </Suspense>
        </Stale>
        <Stale of={['worker']}>
          <LazyScorecard />
        </Stale>
      </Page>
    </HydrateClient>
  );
}
