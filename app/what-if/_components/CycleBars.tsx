'use client';

import type { Cycle } from '../../../model/workload/types.ts';
import { formatCount, formatSeconds } from '../../_components/format.ts';
import { STRATEGY_IDENTITY } from '../../../domain/identityColors.ts';
import { classes } from '../../_components/ui/classes.ts';
import type { Both } from './both.ts';

const SHOWN = 16;
const HEIGHT = 56;

/** The first cycles of each side, from a forced checkpoint on: how they settle, and which are skipped. */
export function CycleBars({ before, after, was, will }: Both) {
  const sides = [
    { name: 'Before', strategy: before.strategy, cycles: was.cycles.slice(0, SHOWN) },
    { name: 'After', strategy: after.strategy, cycles: will.cycles.slice(0, SHOWN) },
  ];
  const most = Math.max(
    1,
    ...sides.flatMap(({ cycles }) => cycles.map(({ buffersWritten }) => buffersWritten)),
  );
  return (
    <div className="mt-3 grid grid-cols-1 gap-4 md:grid-cols-2">
      {sides.map(({ name, strategy, cycles }) => (
        <div key={name} className="min-w-0">
          <div
            role="img"
            aria-label={describe(name, cycles)}
            className="flex items-end gap-0.5 border-b border-strong-line"
            style={{ height: HEIGHT, color: STRATEGY_IDENTITY[strategy].color }}
          >
            {cycles.map((cycle) => (
              <div
                key={cycle.startsAtSecond}
                title={describeCycle(cycle)}
                className={classes('min-w-0 flex-1', cycle.skipped ? 'hatched' : 'bg-current')}
                style={{ height: Math.max(2, (cycle.buffersWritten / most) * HEIGHT) }}
              />
            ))}
          </div>
          <p className="mt-1 text-xs text-muted">{describe(name, cycles)}</p>
        </div>
      ))}
    </div>
  );
}

function describeCycle({ skipped, buffersWritten, writeSeconds, seconds }: Cycle): string {
  if (skipped) return 'skipped: nothing was written';
  return `${formatCount(buffersWritten)} pages in ${formatSeconds(writeSeconds)}, after ${formatSeconds(seconds)}`;
}

function describe(name: string, cycles: readonly Cycle[]): string {
  const skipped = cycles.filter((cycle) => cycle.skipped).length;
  const first = cycles[0]?.buffersWritten ?? 0;
  const last = cycles.findLast((cycle) => !cycle.skipped)?.buffersWritten ?? 0;
  const tail = skipped === 0 ? '' : `; ${formatCount(skipped)} skipped`;
  return `${name}, ${formatCount(cycles.length)} cycles from a forced checkpoint: ${formatCount(first)} pages, then ${formatCount(last)}${tail}`;
}
