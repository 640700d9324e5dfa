'use client';

import type { PartHealth } from '../../../server/types.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { useSystem } from '../live/useSystem.ts';
import { Hint } from '../ui/Hint.tsx';
import { StatusDot } from '../ui/StatusDot.tsx';
import { Diagnostics } from './Diagnostics.tsx';
import { SERVERS_PATH, usePagePath } from './usePagePath.ts';

/** Worker, PostgreSQL and Redis: a dot and a word each, what is the matter on hover and focus. */
export function Health() {
  // An old answer's statements on them are no longer valid.
  const overview = useLive((view) => (view.silentSince === null ? view.overview : null));
  const { pipeline } = useSystem();
  const isOfAll = usePagePath() === SERVERS_PATH;
  return (
    <div className="flex flex-wrap items-center">
      <ul aria-label="Health" className="flex flex-wrap gap-x-1">
        <PartItem name={pipeline ? 'Worker' : 'Watcher'} part={overview?.worker ?? null} />
        {!isOfAll && <PartItem name="PostgreSQL" part={overview?.postgres ?? null} />}
        <PartItem name="Redis" part={overview?.redis ?? null} />
      </ul>
      <Diagnostics />
    </div>
  );
}

const STATES = {
  up: { status: 'good', word: 'up' },
  down: { status: 'bad', word: 'not responding' },
  unknown: { status: 'unknown', word: 'not known' },
} as const;

function PartItem({ name, part }: { readonly name: string; readonly part: PartHealth | null }) {
  const { status, word } = STATES[part?.state ?? 'unknown'];
  // Some versions bring the name along, a distribution's its own behind it.
  const version = part?.version?.replace(`${name} `, '').split(' ', 1)[0] ?? '';
  return (
    <li>
      <Hint
        about={name}
        more="/docs/reliability#failure-by-failure"
        className="flex min-h-8 items-center gap-1.5 rounded-md px-2 text-xs text-muted hover:text-ink"
        trigger={
          <>
            <StatusDot status={status} />
            <span>
              {name} {version} <span className="font-medium text-ink">{word}</span>
            </span>
          </>
        }
      >
        {part === null
          ? 'The dashboard has no answer yet, or none any more.'
          : part.detail || `${name} answers.`}
      </Hint>
    </li>
  );
}
