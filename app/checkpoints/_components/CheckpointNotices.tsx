'use client';

import { useLive } from '../../_components/live/LiveProvider.tsx';
import { ServerNotices } from '../../_components/overview/ServerNotices.tsx';

/** What makes the predictions of this page unreliable now. */
export function CheckpointNotices() {
  const view = useLive((live) => live.shown?.view ?? null);
  return view === null ? null : <ServerNotices view={view} />;
}
