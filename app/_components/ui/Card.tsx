import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface CardProps {
  readonly title: string;
  /** Shown beside the title. */
  readonly hint?: ReactNode;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  readonly className?: string;
  /** For links that lead to it. */
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled section; its heading is an h2, below the page's h1. */
export function Card({ title, hint, actions, className, id, children }: CardProps) {
  return (
    <section
      id={id}
      aria-label={title}
      className={classes('min-w-0 rounded-lg border border-line bg-surface p-4', className)}
    >
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        {/* Beside the heading, not in it: it would become part of its name. */}
        <div className="flex items-center gap-1.5">
          <h2 className="text-sm font-semibold">{title}</h2>
          {hint}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
