'use client';

import type { PeriodComparison } from '../../../../domain/periods.ts';
import { useSystem } from '../../live/useSystem.ts';
import type { AskedPeriods } from './usePeriods.ts';

export interface ReportLinkProps {
  readonly asked: AskedPeriods;
  readonly comparison: PeriodComparison;
}

/** The comparison as one file that needs no server. */
export function ReportLink({ asked, comparison: { before, after } }: ReportLinkProps) {
  const { server } = useSystem();
  if (before === null || after === null) return null;
  const query = new URLSearchParams({
    ...(asked.before !== null && { before: String(asked.before) }),
    ...(asked.after !== null && { after: String(asked.after) }),
    ...(server !== null && { server }),
  });
  return (
    <a
      href={`/api/export/periods?${query}`}
      download
      className="inline-flex min-h-8 items-center text-accent underline print-hidden"
    >
      Report (HTML)
    </a>
  );
}
