import { DASH } from '../../_components/format.ts';
import { classes } from '../../_components/ui/classes.ts';

const GOOD = 0.05;
const FAR = 0.25;
const percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

/** A signed error: +3.2% expected more than it took. */
export function ErrorShare({ error }: { readonly error: number | null }) {
  if (error === null) return <span className="text-muted">{DASH}</span>;
  const size = Math.abs(error);
  return (
    <span className={classes(size <= GOOD && 'text-good', size > FAR && 'text-warn')}>
      {percent.format(error).replace('%', ' %').replace('-', '−')}
    </span>
  );
}
