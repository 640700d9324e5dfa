import { formatClockSpan } from '../../_components/format.ts';
import { useServerNow } from '../../_components/live/useServerNow.ts';

/** "Next sync in 0:12"; its time goes by where no worker runs it. */
export function NextSync({ at }: { readonly at: number | null }) {
  const now = useServerNow();
  if (at === null || now === null) return null;
  const seconds = (at - now) / 1_000;
  return (
    <p className="text-sm text-muted">
      {seconds >= 0
        ? `Next sync in ${formatClockSpan(seconds)}`
        : `The sync is overdue by ${formatClockSpan(-seconds)}`}
    </p>
  );
}
