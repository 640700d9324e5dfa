'use client';

import { useMemo } from 'react';
import { CALIBRATION } from '../../../model/calibration.ts';
import { rankFields, type Sensitivity } from '../../../model/workload/sensitivity.ts';
import type { Workload } from '../../../model/workload/types.ts';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Hint } from '../../_components/ui/Hint.tsx';

const SHOWN = 8;
/** A bar of this width means a factor of four. */
const WIDEST = Math.log(4);

/** Which slider matters most. It comes a moment after the figures: it asks the model some forty times. */
export function SensitivityList({ before, after }: { readonly before: Workload; readonly after: Workload }) {
  const sides = useMemo(
    () => [
      { name: 'Before', ranked: rankFields(before, CALIBRATION.constants).slice(0, SHOWN) },
      { name: 'After', ranked: rankFields(after, CALIBRATION.constants).slice(0, SHOWN) },
    ],
    [before, after],
  );
  return (
    <Card
      title="What matters most"
      hint={
        <Hint about="this list" more="/docs/what-if#the-model">
          One slider at a time is set to two thirds and to one and a half of its value: by what factor do
          pages written and WAL an hour change?
        </Hint>
      }
    >
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {sides.map(({ name, ranked }) => (
          <div key={name} className="min-w-0">
            <h3 className="text-sm font-medium">{name}</h3>
            {ranked.length === 0 ? (
              <EmptyState>Nothing is written, so nothing makes a difference.</EmptyState>
            ) : (
              <ol className="mt-1 flex flex-col gap-1.5 text-sm">
                {ranked.map((each) => (
                  <Bar key={each.field.key} sensitivity={each} />
                ))}
              </ol>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}

function Bar({ sensitivity: { field, pages, walBytes, weight } }: { readonly sensitivity: Sensitivity }) {
  const format = ([less, more]: readonly [number, number]): string =>
    `${less.toFixed(2)} to ${more.toFixed(2)}`;
  return (
    <li>
      <div className="flex flex-wrap justify-between gap-x-3">
        <span>{field.label}</span>
        <span className="text-xs text-muted">
          pages × {format(pages)}, WAL × {format(walBytes)}
        </span>
      </div>
      <div aria-hidden="true" className="mt-0.5 h-1.5 rounded bg-sunken">
        <div
          className="h-full rounded bg-accent"
          style={{ width: `${Math.min(100, (100 * weight) / WIDEST)}%` }}
        />
      </div>
    </li>
  );
}
