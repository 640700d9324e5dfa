import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

const LOOKS = {
  primary: 'border-accent bg-accent text-on-accent hover:opacity-90',
  plain: 'border-strong-line bg-raised text-ink hover:border-accent hover:text-accent',
  danger: 'border-bad bg-raised text-bad hover:bg-bad-surface',
  bare: 'border-transparent text-muted hover:text-accent',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      // oxlint-disable-next-line react/button-has-type -- "button" by default
      type={type}
      className={classes(
        'inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap',
        'disabled:border-line disabled:bg-raised disabled:text-muted print-hidden',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}
