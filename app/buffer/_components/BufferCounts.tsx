import type { BufferPage } from '../../../server/types.ts';
import { formatCount } from '../../_components/format.ts';
import { SERIES_IDENTITY } from '../../../domain/identityColors.ts';
import { Hint } from '../../_components/ui/Hint.tsx';
import { Swatch } from '../../_components/ui/Swatch.tsx';

const TILES = [
  {
    key: 'waiting',
    figure: 'buffered-rows',
    identity: 'buffered',
    label: 'Waiting',
    explanation: 'rows awaiting sync',
    hint: 'Accepted updates in Redis, merged per row. Readers see them already; a sync writes them in batches.',
    more: '/docs/readme#what-is-guaranteed',
  },
  {
    key: 'parked',
    figure: 'parked-rows',
    identity: 'parked',
    label: 'Parked',
    explanation: 'rows that are missing in PostgreSQL',
    hint: 'Updates of rows that are not there. Each is tried again, later each time up to the sync interval.',
    more: '/docs/reliability#failure-by-failure',
  },
  {
    key: 'dead',
    figure: 'dead-rows',
    identity: 'dead',
    label: 'Dead letters',
    explanation: 'rejected; needs review',
    hint: 'Values that PostgreSQL refused, kept with SQLSTATE and reason. They delay none of the others.',
    more: '/docs/reliability#dead-letters',
  },
] as const;

/** How many there are of each; a click goes to the list. */
export function BufferCounts({ counts }: { readonly counts: BufferPage['counts'] }) {
  return (
    <ul className="grid grid-cols-3 gap-2 sm:gap-3" aria-label="Counts">
      {TILES.map(({ key, figure, identity, label, explanation, hint, more }) => (
        <li key={key} className="relative">
          <a
            href={`#${key}`}
            className="block rounded-lg border border-line h-full bg-surface p-3 sm:p-4 hover:border-accent"
          >
            <span className="flex flex-wrap items-center gap-x-2 pr-5 text-sm font-medium">
              <Swatch identity={SERIES_IDENTITY[identity]} /> {label}
            </span>
            <span className="mt-1 block text-2xl font-semibold" data-figure={figure} data-value={counts[key]}>
              {formatCount(counts[key])}
            </span>
            <span className="text-xs text-muted">{explanation}</span>
          </a>
          <div className="absolute top-3 right-3 flex sm:top-4 sm:right-4">
            <Hint about={label} more={more}>
              {hint}
            </Hint>
          </div>
        </li>
      ))}
    </ul>
  );
}
