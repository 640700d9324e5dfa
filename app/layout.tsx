import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { decideAccess } from '../server/access/decideAccess.ts';
import { getServices } from '../server/services.ts';
import { getQueryClient, trpc } from './_trpc/server.tsx';
import { TrpcProviders } from './_trpc/TrpcProviders.tsx';
import { LiveProvider } from './_components/live/LiveProvider.tsx';
import { StateBanner } from './_components/live/StateBanner.tsx';
import { Header } from './_components/shell/Header.tsx';
import { parseTheme, type Theme, THEME_COOKIE } from './_components/shell/theme.ts';
import { Announcer } from './_components/ui/Announcer.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Breakwater', template: '%s · Breakwater' },
  description: 'What an application’s writes do to PostgreSQL’s checkpoints, live.',
};
export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  // The page to log in has this layout too: without a session it shows nothing, and streams nothing.
  const access = decideAccess(getServices().config, { path: '/', headers: await headers(), now: Date.now() });
  return (
    <html lang="en" data-theme={theme}>
      <body>{access === 'granted' ? <Shell theme={theme}>{children}</Shell> : <main>{children}</main>}</body>
    </html>
  );
}

async function Shell({ theme, children }: { readonly theme: Theme; readonly children: ReactNode }) {
  const { config, system } = getServices(await headers());
  const { server, servers } = system;
  // Where it cannot be read, the page says so and asks again.
  const overview = await getQueryClient()
    .fetchQuery(trpc.overview.read.queryOptions())
    .catch(() => null);
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-3"
      >
        Skip to content
      </a>
      <TrpcProviders server={servers.length > 1 ? server : null}>
        <LiveProvider initial={overview}>
          <Announcer>
            <Header theme={theme} locked={config.dashboardToken !== undefined} />
            <StateBanner />
            <main id="main">{children}</main>
          </Announcer>
        </LiveProvider>
      </TrpcProviders>
    </>
  );
}
