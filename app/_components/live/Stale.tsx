'use client';

import type { ReactNode } from 'react';
import type { Source } from '../../../server/types.ts';
import { formatAge } from './formatAge.ts';
import { STALE_MS, useStale, useStaleSeconds } from './useStaleness.ts';

export interface StaleProps {
  readonly of: readonly Source[];
  /** Where it is asked for now and then: when it was last read, ms by this browser's clock, and how often that is done. */
  readonly read?: { readonly at: number; readonly everyMs: number } | null;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Greys what it holds once its source has been silent for 3 s, and says how old it is. */
export function Stale({ of, read = null, className, children }: StaleProps) {
  const silent = useStale(...of);
  const unread = useStaleSeconds(read?.at ?? null, STALE_MS + (read?.everyMs ?? 0));
  const seconds = Math.max(silent, unread);
  return (
    <div data-source={of.join(' ')} data-stale={seconds || undefined} className={className}>
      <StaleNote seconds={seconds} />
      {children}
    </div>
  );
}

/** Inside of what is marked `data-stale`. */
export function StaleNote({ seconds }: { readonly seconds: number }) {
  if (seconds === 0) return null;
  return <p className="stale-note text-xs leading-5 text-muted">last updated {formatAge(seconds)} ago</p>;
}
