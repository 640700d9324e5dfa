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

/** Under `direct` the storm is on; under another strategy it is still to be seen. */
function NextStep() {
  const inForce = useLive((view) => view.overview?.strategy.inForce ?? null);
  if (inForce === null) return null;
  if (inForce === 'direct') {
    return (
      <>
        Flip <strong>Write strategy</strong> from <em>direct</em> to <em>hybrid</em> and watch the write
        statements collapse.
      </>
    );
  }
  return (
    <>
      <em>{inForce}</em> is in force: flip <strong>Write strategy</strong> to <em>direct</em> to see the storm
      of write statements.
    </>
  );
}
