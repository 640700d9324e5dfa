import { DASH } from '../../_components/format.ts';
import { classes } from '../../_components/ui/classes.ts';
import { formatChange } from './shortDecimal.ts';

/** A change in percent: its sign says what its colour does. */
export function PriceChange({ value }: { readonly value: string | null }) {
  const text = value === null ? null : formatChange(value);
  if (text === null) return <span className="text-muted">{DASH}</span>;
  return (
    <span className={classes(text.startsWith('+') && 'text-good', text.startsWith('−') && 'text-bad')}>
      {text} %
    </span>
  );
}
