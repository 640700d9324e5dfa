'use client';

import { describePeriod } from '../../../../domain/describeChanges.ts';
import type { Period, PeriodComparison } from '../../../../domain/periods.ts';
import { formatDateTime, formatSeconds } from '../../format.ts';
import { writeUrl } from '../../ui/useUrlParams.ts';

export interface PeriodChoiceProps {
  readonly label: string;
  /** The period's name in the address. */
  readonly name: 'before' | 'after';
  readonly asked: number | null;
  readonly comparison: PeriodComparison;
}

/** One of the periods that are kept. */
export function PeriodChoice({ label, name, asked, comparison }: PeriodChoiceProps) {
  return (
    <label className="flex min-w-0 items-center gap-2 print-hidden">
      <span className="text-muted">{label}</span>
      <select
        value={asked ?? ''}
        onChange={({ target }) => writeUrl({ [name]: target.value }, 'push')}
        className="min-h-8 w-72 max-w-full min-w-0 rounded-md border border-strong-line bg-raised px-2 text-ink"
      >
        <option value="">{name === 'before' ? 'the last with enough cycles' : 'now'}</option>
        {comparison.periods.map((period) => (
          <option key={period.from} value={period.from}>
            {describeOption(period)}
          </option>
        ))}
      </select>
    </label>
  );
}

function describeOption(period: Period): string {
  const { from, to } = period;
  if (from === 0) return `${describePeriod(period)}, to ${formatDateTime(to)}`;
  return `${describePeriod(period)}, ${formatDateTime(from)}, ${formatSeconds(Math.round((to - from) / 1_000))}`;
}
