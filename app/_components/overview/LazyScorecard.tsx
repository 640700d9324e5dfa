'use client';

import dynamic from 'next/dynamic';

/** Scorecard, whose scripts come after those that the page needs first: it is at the page's end. */
export const LazyScorecard = dynamic(() => import('./Scorecard.tsx').then((module) => module.Scorecard));
