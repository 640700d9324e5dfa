import type { BufferPage } from '../../../server/types.ts';
import { formatCount } from '../../_components/format.ts';
import { SERIES_IDENTITY } from '../../_components/palette.ts';
import { Swatch } from '../../_components/ui/Swatch.tsx';

const TILES = [
  { key: 'waiting', identity: 'buffered', label: 'Waiting', explanation: 'rows, written by the next sync' },
  { key: 'parked', identity: 'parked', label: 'Parked', explanation: 'rows that are missing in PostgreSQL' },
  { key: 'dead', identity: 'dead', label: 'Dead letters', explanation: 'refused, for a person to decide' },
] as const;

/** How many there are of each; a click goes to the list. */
export function BufferCounts({ counts }: { readonly counts: BufferPage['counts'] }) {
  return (
    <ul className="grid grid-cols-3 gap-2 sm:gap-3" aria-label="Counts">
      {TILES.map(({ key, identity, label, explanation }) => (
        <li key={key}>
          <a
            href={`#${key}`}
            className="block rounded-lg border border-line h-full bg-surface p-3 sm:p-4 hover:border-accent"
          >
            <span className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
              <Swatch identity={SERIES_IDENTITY[identity]} /> {label}
            </span>
            <span className="mt-1 block text-2xl font-semibold">{formatCount(counts[key])}</span>
            <span className="text-xs text-muted">{explanation}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
