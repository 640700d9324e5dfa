import type { ReactNode } from 'react';
import { classes } from './classes.ts';

const TONES = {
  info: 'border-line bg-raised',
  warn: 'border-warn bg-warn-surface',
  bad: 'border-bad bg-bad-surface',
} as const;

export interface BannerProps {
  readonly tone?: keyof typeof TONES;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function Banner({ tone = 'info', children, actions }: BannerProps) {
  return (
    <div
      className={classes(
        'flex flex-wrap items-center justify-between gap-3 rounded-lg border px-4 py-2 text-sm',
        TONES[tone],
      )}
    >
      <div className="min-w-0">{children}</div>
      {actions}
    </div>
  );
}
