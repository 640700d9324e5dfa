'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { rememberChoice } from '../../shell/cookies.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { writeUrl } from '../../ui/useUrlParams.ts';
import { HINT_COOKIE } from './hintCookie.ts';

const Tour = dynamic(() => import('./Tour.tsx').then((module) => module.Tour), { ssr: false });

/** Shown until it is dismissed, and by ?tour=1; the server knows by a cookie, so that it never flashes. */
export function FirstRunHint({ loadedAt }: { readonly loadedAt: number }) {
  const [dismissed, setDismissed] = useState(false);
  if (dismissed) return null;
  const dismiss = (): void => {
    rememberChoice(HINT_COOKIE, 'seen');
    writeUrl({ tour: null });
    setDismissed(true);
  };
  return (
    <Banner actions={<Button onClick={dismiss}>Got it</Button>}>
      This page shows what an application’s writes do to PostgreSQL’s checkpoints, live. The strip below is
      the cycle that runs now: time and WAL race to start the next checkpoint.
      <Tour loadedAt={loadedAt} />
    </Banner>
  );
}
