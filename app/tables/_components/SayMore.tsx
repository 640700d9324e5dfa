'use client';

import { useLive } from '../../_components/live/LiveProvider.tsx';
import { CopyButton } from '../../_components/ui/CopyButton.tsx';

/** What would let more be said, with the statement; nothing is run from here. */
export function SayMore() {
  const missing = useLive(({ shown }) => shown?.view?.missing ?? null);
  const pages = missing?.find(({ what }) => what.startsWith('dirty pages'));
  if (pages === undefined) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 text-sm">
      <span>To have the pages counted, run on the server:</span>
      <code className="min-w-0 rounded bg-sunken px-2 py-1 text-xs wrap-anywhere">{pages.remedy}</code>
      <CopyButton text={pages.remedy} />
    </div>
  );
}
