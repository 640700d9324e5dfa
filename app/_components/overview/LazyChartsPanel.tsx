'use client';

import dynamic from 'next/dynamic';

/** ChartsPanel, whose scripts come after those that the page needs first. */
export const LazyChartsPanel = dynamic(() =>
  import('./ChartsPanel.tsx').then((module) => module.ChartsPanel),
);
