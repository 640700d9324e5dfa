'use client';

import { usePathname } from 'next/navigation';
import { Banner } from '../ui/Banner.tsx';
import { ClockTime } from '../ui/ClockTime.tsx';
import { useLive } from './LiveProvider.tsx';

/** On every page: that it does not follow any more, since when, and what to do. */
export function ConnectionBanner() {
  const silentSince = useLive((view) => view.silentSince);
  const isLoggedOut = useLive((view) => view.connection === 'logged-out');
  const isUnread = useLive((view) => view.overview === null);
  const path = usePathname();
  if (!isLoggedOut && silentSince === null && !isUnread) return null;
  return (
    <div role="alert" className="mx-auto max-w-[100rem] px-3 pt-4 sm:px-6">
      <Banner tone="bad">
        {silentSince !== null && (
          <>
            <strong>
              Not live since <ClockTime at={silentSince} />.
            </strong>{' '}
          </>
        )}
        {isLoggedOut ? (
          <>
            Your session has ended:{' '}
            <a href={`/login?next=${encodeURIComponent(path)}`} className="underline underline-offset-2">
              log in again
            </a>
            .
          </>
        ) : (
          'The server does not answer. This page asks again every 2 s.'
        )}
      </Banner>
    </div>
  );
}
