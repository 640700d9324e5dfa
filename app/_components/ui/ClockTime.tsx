'use client';

import { DASH, formatClock, formatDateTime } from '../format.ts';
import { useHydrated } from './useHydrated.ts';

/** 12:03:10 in the reader's zone, with the date as its title; dashes until the zone is known. */
export function ClockTime({ at }: { readonly at: number | null }) {
  const hydrated = useHydrated();
  if (at === null) return <span>{DASH}</span>;
  if (!hydrated) return <span className="text-transparent">00:00:00</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
      {formatClock(at)}
    </time>
  );
}
