'use client';

import { useLive } from '../live/LiveProvider.tsx';
import { Banner } from '../ui/Banner.tsx';
import { ClockTime } from '../ui/ClockTime.tsx';

/** What is down, and what follows from it. */
export function WorkerBanner() {
  const overview = useLive((view) => view.overview);
  if (overview === null) return null;
  const { worker, postgres, redis } = overview;
  return (
    <>
      {/* Without Redis nothing is known of the worker. */}
      {worker.state === 'down' && (
        <Banner tone="warn">
          <strong>
            {worker.lastSeenAt === null ? (
              'No worker has run yet.'
            ) : (
              <>
                No worker since <ClockTime at={worker.lastSeenAt} />.
              </>
            )}
          </strong>{' '}
          {worker.detail} The charts show a gap.
        </Banner>
      )}
      {postgres.state === 'down' && (
        <Banner tone="bad">
          <strong>PostgreSQL is down.</strong> {postgres.detail}
        </Banner>
      )}
      {redis.state === 'down' && (
        <Banner tone="bad">
          <strong>Redis is down.</strong> {redis.detail}
        </Banner>
      )}
    </>
  );
}
