'use client';

import { useLive } from '../../_components/live/LiveProvider.tsx';
import { ServerNotices } from '../../_components/overview/ServerNotices.tsx';

/** Warnings that the predictions of this page are unreliable now. */
export function CheckpointNotices() {
  const view = useLive((live) => live.shown?.view ?? null);
  return view === null ? null : <ServerNotices view={view} />;
}
