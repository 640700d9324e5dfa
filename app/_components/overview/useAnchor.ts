'use client';

import { useState } from 'react';
import { useLive } from '../live/LiveProvider.tsx';

/** The history is read again this often: the live store keeps more of the stream than this. */
const REFRESH_MS = 10 * 60_000;

/**
 * The moment up to which the history is read; the live stream goes on from there. Stays the same, so that the query does,
 * until `key` changes, something was missed, or ten minutes have passed.
 */
export function useAnchor(key: string, loadedAt: number): number {
  const epoch = useLive((view) => view.epoch);
  const shownAt = useLive((view) => view.shown?.at ?? null) ?? loadedAt;
  const fullKey = `${key} ${epoch}`;
  const [anchor, setAnchor] = useState({ key: fullKey, at: loadedAt });
  if (anchor.key === fullKey && shownAt - anchor.at <= REFRESH_MS) return anchor.at;
  setAnchor({ key: fullKey, at: shownAt });
  return shownAt;
}
