import type { ReactNode } from 'react';
import type { Source } from '../../../server/types.ts';
import { StaleNote } from '../live/Stale.tsx';
import { useStale } from '../live/useStaleness.ts';
import { type DocAddress, Hint } from '../ui/Hint.tsx';

export interface TileProps {
  readonly title: string;
  readonly value: ReactNode;
  /** On a line of its own, so that it does not move with the digits. */
  readonly unit: string;
  /** Explains the figure in one or two sentences. */
  readonly explanation: ReactNode;
  readonly more: DocAddress;
  /** Where the figure comes from; the worker by default. */
  readonly source?: Source;
  readonly children?: ReactNode;
}

/** One figure. Its height does not depend on the digits. */
export function Tile({ title, value, unit, explanation, more, source = 'worker', children }: TileProps) {
  const staleSeconds = useStale(source);
  return (
    <section
      aria-label={title}
      data-source={source}
      data-stale={staleSeconds || undefined}
      className="flex min-h-36 min-w-0 flex-col rounded-lg border border-line bg-surface p-3 sm:p-4"
    >
      <div className="flex items-center justify-between gap-2 text-muted">
        <h3 className="text-xs font-medium">{title}</h3>
        <Hint about={title} more={more}>
          {explanation}
        </Hint>
      </div>
      <p className="mt-1 text-2xl leading-8 font-semibold whitespace-nowrap">{value}</p>
      <p className="text-xs leading-5 text-muted">{unit}</p>
      <StaleNote seconds={staleSeconds} />
      <div className="mt-1 text-xs leading-5 text-muted">{children}</div>
    </section>
  );
}
