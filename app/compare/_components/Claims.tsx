'use client';

import { useState } from 'react';
import type { ExperimentResult } from '../../../domain/experiment.ts';
import { Badge, type Tone } from '../../_components/ui/Badge.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Segmented } from '../../_components/ui/Segmented.tsx';
import { type Held, judgeClaims } from './claims.ts';

const MARKS: Readonly<Record<Held, { readonly tone: Tone; readonly sign: string }>> = {
  held: { tone: 'good', sign: '✓' },
  'in part': { tone: 'warn', sign: '◐' },
  'not held': { tone: 'bad', sign: '✕' },
  'not judged': { tone: 'neutral', sign: '' },
};

/** The expectations of the fix beside what one arm measured. */
export function Claims({ result }: { readonly result: ExperimentResult }) {
  const arms = result.arms.slice(1);
  const [chosen, setChosen] = useState(String(arms[0]?.index));
  const arm = arms.find(({ index }) => String(index) === chosen) ?? arms[0];
  if (arm === undefined) return <EmptyState>Judged once a second arm has run.</EmptyState>;
  return (
    <>
      {arms.length > 1 && (
        <Segmented
          label="Arm that is judged"
          segments={arms.map(({ index, name }) => ({ value: String(index), label: name }))}
          value={String(arm.index)}
          onChoose={setChosen}
        />
      )}
      <ul className="mt-2 grid grid-cols-1 gap-x-6 lg:grid-cols-2">
        {judgeClaims(result, arm).map(({ title, promised, measured, held, why }) => (
          <li key={title} className="flex gap-3 border-t border-line py-2 text-sm">
            <div className="w-24 shrink-0">
              <Badge tone={MARKS[held].tone}>
                {MARKS[held].sign} {held}
              </Badge>
            </div>
            <div className="min-w-0">
              <p>
                <span className="font-medium">{title}</span>: {measured}{' '}
                <span className="text-muted">(promised {promised})</span>
              </p>
              <p className="text-xs leading-5 text-muted">{why}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
