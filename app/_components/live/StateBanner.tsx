'use client';

import { useSearchParams } from 'next/navigation';
import { SERVERS_PATH, usePagePath } from '../shell/usePagePath.ts';
import { Banner } from '../ui/Banner.tsx';
import { ClockTime } from '../ui/ClockTime.tsx';
import { type Fault, listFaults } from './listFaults.ts';
import { useLive } from './LiveProvider.tsx';

/** On every page and always in sight: which part does not respond, since when, and what follows from it. */
export function StateBanner() {
  const overview = useLive((view) => view.overview);
  const silentSince = useLive((view) => view.silentSince);
  const connection = useLive((view) => view.connection);
  const isLoggedOut = connection === 'logged-out';
  const isOfAll = usePagePath() === SERVERS_PATH;
  const faults = listFaults({ overview, silentSince, connection });
  const [first, ...others] = isOfAll ? faults.filter(({ part }) => part !== 'PostgreSQL') : faults;
  if (first === undefined && !isLoggedOut) return null;
  return (
    <div role="alert" className="sticky top-0 z-30 mx-auto max-w-[100rem] px-3 pt-2 sm:px-6">
      <Banner tone={first?.part === 'worker' || first?.part === 'watcher' ? 'warn' : 'bad'}>
        {first !== undefined && (
          <strong>
            <Title fault={first} />
          </strong>
        )}{' '}
        {isLoggedOut ? <SessionEnded /> : first?.detail}
        {others.map((fault) => (
          <span key={fault.part} className="block">
            <Title fault={fault} /> {fault.detail}
          </span>
        ))}
      </Banner>
    </div>
  );
}

const TITLES: Readonly<Record<Fault['part'], { readonly silent: string; readonly never: string }>> = {
  PostgreSQL: { silent: 'No answer from PostgreSQL', never: 'No answer from PostgreSQL.' },
  Redis: { silent: 'No answer from Redis', never: 'No answer from Redis.' },
  worker: { silent: 'No report from the worker', never: 'No worker has run yet.' },
  watcher: { silent: 'No report from the watcher', never: 'No watcher has run yet.' },
  'web process': { silent: 'Not live', never: '' },
};

function Title({ fault: { part, since } }: { readonly fault: Fault }) {
  const { silent, never } = TITLES[part];
  if (since === null) return never;
  return (
    <>
      {silent} since <ClockTime at={since} />.
    </>
  );
}

function SessionEnded() {
  const path = usePagePath();
  const params = useSearchParams();
  const here = params.size === 0 ? path : `${path}?${params.toString()}`;
  return (
    <>
      Your session has ended:{' '}
      <a href={`/login?next=${encodeURIComponent(here)}`} className="underline underline-offset-2">
        log in again
      </a>
      .
    </>
  );
}
