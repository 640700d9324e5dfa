'use client';

import { useState } from 'react';
import { useLive } from '../live/LiveProvider.tsx';
import { rememberChoice } from '../shell/cookies.ts';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { HINT_COOKIE } from './hintCookie.ts';

/** Shown until it is dismissed; the server knows by a cookie, so that it never flashes. */
export function FirstRunHint() {
  const [dismissed, setDismissed] = useState(false);
  if (dismissed) return null;
  const dismiss = (): void => {
    rememberChoice(HINT_COOKIE, 'seen');
    setDismissed(true);
  };
  return (
    <Banner actions={<Button onClick={dismiss}>Got it</Button>}>
      This page shows what an application’s writes do to PostgreSQL’s checkpoints, live. The strip below is
      the cycle that runs now: time and WAL race to start the next checkpoint. <NextStep />
    </Banner>
  );
}

/** Where to go from the active strategy: to fewer statements, then to fewer pages; or back, to see the storm. */
function NextStep() {
  const active = useLive((view) => view.overview?.strategy.active ?? null);
  if (active === null) return null;
  if (active === 'direct') {
    return (
      <>
        Switch <strong>Write strategy</strong> from <em>direct</em> to <em>hybrid</em> and watch the write
        statements collapse; then to <em>hybrid-split</em>, and the pages of a checkpoint collapse too.
      </>
    );
  }
  return (
    <>
      <em>{active}</em> is active: switch <strong>Write strategy</strong> to <em>direct</em> to see the storm
      of write statements
      {active !== 'hybrid-split' && (
        <>
          , or to <em>hybrid-split</em> to see the pages of a checkpoint collapse too
        </>
      )}
      .
    </>
  );
}
