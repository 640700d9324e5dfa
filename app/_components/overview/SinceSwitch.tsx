'use client';

import dynamic from 'next/dynamic';

/** ChangeSinceSwitch, whose scripts come after those that the page needs first. */
export const SinceSwitch = dynamic(
  () => import('./ChangeSinceSwitch.tsx').then((module) => module.ChangeSinceSwitch),
  { ssr: false },
);
