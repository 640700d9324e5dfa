'use client';

import dynamic from 'next/dynamic';
import { Once } from '../../_components/ui/Once.tsx';
import { useState } from 'react';
import type { DeadRow } from '../../../server/types.ts';
import { formatCount, formatCounted } from '../../_components/format.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { DeadLetterCard } from './DeadLetterCard.tsx';
import { type Action, useDecision } from './useDecision.ts';

const DecisionDialog = dynamic(() => import('./DecisionDialog.tsx').then((module) => module.DecisionDialog), {
  ssr: false,
});

export interface DeadLettersProps {
  readonly letters: readonly DeadRow[];
  readonly total: number;
  readonly onChanged: () => void;
}

export function DeadLetters({ letters, total, onChanged }: DeadLettersProps) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const decision = useDecision(letters, onChanged);
  // Another one may have decided on some of them since.
  const chosen = letters.filter(({ id }) => marked.has(id));
  const mark = (id: string, on: boolean): void => {
    const next = new Set(marked);
    if (on) next.add(id);
    else next.delete(id);
    setMarked(next);
  };
  const ask = (action: Action, rows: readonly DeadRow[]): void => decision.ask(action, rows);
  return (
    <div id="dead" tabIndex={-1} className="scroll-mt-4 rounded-lg">
      <Card
        title="Dead letters: refused by PostgreSQL"
        actions={
          letters.length > 0 && (
            <BulkActions
              letters={letters}
              chosen={chosen}
              onMarkAll={(all) => setMarked(new Set(all ? letters.map(({ id }) => id) : []))}
              onAsk={(action) => ask(action, chosen)}
            />
          )
        }
      >
        {letters.length === 0 ? (
          <EmptyState>
            No dead letters: PostgreSQL refused nothing. A value that it cannot hold, such as a number out of
            range, comes here with its reason, and delays none of the others.
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-3" aria-label="Dead letters, oldest first">
            {letters.map((letter) => (
              <DeadLetterCard
                key={letter.id}
                letter={letter}
                marked={marked.has(letter.id)}
                onMark={(on) => mark(letter.id, on)}
                onAsk={(action) => ask(action, [letter])}
              />
            ))}
          </ul>
        )}
        {letters.length < total && (
          <p className="mt-2 text-xs text-muted">
            The oldest {formatCount(letters.length)} of {formatCount(total)}
          </p>
        )}
        {letters.length === 0 && <CommandLine command="npm run buffer -- list" />}
      </Card>
      <Once when={decision.open}>
        <DecisionDialog decision={decision} />
      </Once>
    </div>
  );
}

interface BulkActionsProps {
  readonly letters: readonly DeadRow[];
  readonly chosen: readonly DeadRow[];
  readonly onMarkAll: (all: boolean) => void;
  readonly onAsk: (action: Action) => void;
}

function BulkActions({ letters, chosen, onMarkAll, onAsk }: BulkActionsProps) {
  const all = chosen.length === letters.length;
  return (
    <div className="flex flex-wrap items-center gap-2 print-hidden">
      <label className="flex min-h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={all}
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen.length > 0 && !all;
          }}
          onChange={({ target }) => onMarkAll(target.checked)}
        />
        {chosen.length === 0 ? 'Select all' : formatCounted(chosen.length, 'selected', 'selected')}
      </label>
      <Button disabled={chosen.length === 0} onClick={() => onAsk('replay')}>
        Replay …
      </Button>
      <Button look="danger" disabled={chosen.length === 0} onClick={() => onAsk('discard')}>
        Discard …
      </Button>
    </div>
  );
}
