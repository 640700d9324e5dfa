import { classes } from './classes.ts';

const LOOKS = {
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  unknown: 'border border-strong-line',
} as const;

/** Always used with a word beside it. */
export function StatusDot({ status }: { readonly status: keyof typeof LOOKS }) {
  return (
    <span
      aria-hidden="true"
      data-status={status}
      className={classes('size-2 shrink-0 rounded-full', LOOKS[status])}
    />
  );
}
