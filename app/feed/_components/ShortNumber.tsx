import { DASH } from '../../_components/format.ts';
import { toPlainText } from '../../_components/decimals.ts';
import { formatShortDecimal } from './shortDecimal.ts';

export interface ShortNumberProps {
  readonly value: string | null;
  readonly unit: string;
}

/**
 * A decimal in four digits; all of them on hover, for screen readers, and while its row has the focus. Its cell must be
 * positioned: the full figure covers what is left of it.
 */
export function ShortNumber({ value, unit }: ShortNumberProps) {
  if (value === null) return <span className="text-muted">{DASH}</span>;
  const short = formatShortDecimal(value);
  const full = toPlainText(value);
  if (short === full.replace('-', '−')) return <span>{short}</span>;
  return (
    <span className="peer group/number">
      <span aria-hidden="true">{short}</span>
      <span className="sr-only">
        {full} {unit}
      </span>
      <span
        aria-hidden="true"
        className="pointer-events-none invisible absolute top-1/2 right-0 z-10 -translate-y-1/2 rounded border border-strong-line bg-raised px-2 py-0.5 whitespace-nowrap shadow-md group-hover/number:visible group-focus-visible:visible"
      >
        {full} {unit}
      </span>
    </span>
  );
}
