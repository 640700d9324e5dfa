'use client';

import { DASH, formatDateTime } from '../../_components/format.ts';
import { useHydrated } from '../../_components/ui/useHydrated.ts';

/** Date and time in the reader's zone. */
export function ClockDate({ iso }: { readonly iso: string | null }) {
  const hydrated = useHydrated();
  if (iso === null) return DASH;
  return (
    <time dateTime={iso} title={iso}>
      {hydrated ? formatDateTime(Date.parse(iso)) : iso}
    </time>
  );
}
