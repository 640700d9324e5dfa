'use client';

import { PageLink } from '../ui/PageLink.tsx';
import type { ObservedCheckpoint } from '../../../domain/checkpoints.ts';
import { formatClock, formatCompact, formatCounted, formatSeconds } from '../format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { useHydrated } from '../ui/useHydrated.ts';
import { SHOWN_CYCLES } from './recentEvents.ts';

/** A bar that wrote nothing, or next to nothing. */
const FLAT_PERCENT = 8;
const SLOTS = Array.from({ length: SHOWN_CYCLES }, (_, slot) => slot);

/** The last cycles as bars, oldest at the left: height by pages, colour by cause, flat and hatched where skipped. */
export function LastCycles({ checkpoints }: { readonly checkpoints: readonly ObservedCheckpoint[] }) {
  const most = Math.max(1, ...checkpoints.map(({ buffers }) => buffers ?? 0));
  const shown = checkpoints.toReversed();
  const causes = [...new Set(shown.map(({ cause }) => cause))];
  return (
    <div className="mt-4 border-t border-line pt-3">
      <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <h3 className="font-medium">Last {SHOWN_CYCLES} cycles, pages written</h3>
        {causes.map((cause) => (
          <span key={cause} className="flex items-center gap-1.5">
            <span className="size-2.5" style={{ backgroundColor: CAUSE_IDENTITY[cause].color }} />
            {CAUSE_IDENTITY[cause].label}
          </span>
        ))}
        {shown.some(({ skipped }) => skipped) && (
          <span className="flex items-center gap-1.5">
            <span className="hatched size-2.5" /> skipped
          </span>
        )}
      </div>
      <ol className="grid h-20 grid-cols-12 items-end gap-1" aria-label="Last cycles, oldest first">
        {SLOTS.map((slot) => {
          const checkpoint = shown[slot - (SHOWN_CYCLES - shown.length)];
          return checkpoint === undefined ? (
            <li key={slot} aria-hidden="true" className="h-px bg-line" />
          ) : (
            <CycleBar key={checkpoint.id} checkpoint={checkpoint} most={most} />
          );
        })}
      </ol>
    </div>
  );
}

function CycleBar({ checkpoint, most }: { readonly checkpoint: ObservedCheckpoint; readonly most: number }) {
  const hydrated = useHydrated();
  const { id, cause, skipped, buffers, writeSeconds, startedAt } = checkpoint;
  const what = skipped
    ? 'skipped, nothing was written'
    : `${buffers === null ? 'pages not known' : formatCounted(buffers, 'page')}, ${formatSeconds(writeSeconds)}`;
  const title = `${hydrated ? formatClock(startedAt) : ''} ${CAUSE_IDENTITY[cause].label}: ${what}`.trim();
  const height = skipped ? FLAT_PERCENT : Math.max(FLAT_PERCENT, ((buffers ?? 0) / most) * 100);
  return (
    <li className="h-full min-w-0">
      <PageLink
        href={`/checkpoints?id=${encodeURIComponent(id)}`}
        aria-label={title}
        title={title}
        className="group flex h-full flex-col justify-end"
      >
        <span
          className="hidden text-center text-[0.65rem] leading-4 text-muted group-hover:text-accent sm:block"
          data-figure={skipped ? undefined : 'checkpoint-pages'}
          data-of={id}
          data-value={buffers ?? undefined}
        >
          {skipped ? '–' : formatCompact(buffers)}
        </span>
        <span className="flex min-h-0 flex-1 items-end">
          <span
            className={skipped ? 'hatched w-full rounded-t-sm opacity-60' : 'w-full rounded-t-sm bg-current'}
            style={{ height: `${height.toFixed(1)}%`, color: CAUSE_IDENTITY[cause].color }}
          />
        </span>
      </PageLink>
    </li>
  );
}
