'use client';

import type { DeadRow } from '../../../server/types.ts';
import { Badge } from '../../_components/ui/Badge.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { formatDateTime } from '../../_components/format.ts';
import { useHydrated } from '../../_components/ui/useHydrated.ts';
import { ColumnDiffTable } from './ColumnDiffTable.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { printable } from '../../../domain/printable.ts';
import { MintLink } from './MintLink.tsx';
import { explainSqlState } from './sqlStates.ts';
import type { Action } from './useDecision.ts';

export interface DeadLetterCardProps {
  readonly letter: DeadRow;
  readonly marked: boolean;
  readonly onMark: (on: boolean) => void;
  readonly onAsk: (action: Action) => void;
}

/** One dead letter: why it died, and what a replay of it would change. */
export function DeadLetterCard({ letter, marked, onMark, onAsk }: DeadLetterCardProps) {
  const hydrated = useHydrated();
  const { id, mint, code, reason, diedAt, current } = letter;
  return (
    <li className="rounded-md border border-line p-3">
      <div className="flex flex-wrap items-start gap-3">
        <input
          type="checkbox"
          aria-label={`Select dead letter ${id}`}
          className="size-6 shrink-0 accent-accent print-hidden"
          checked={marked}
          onChange={({ target }) => onMark(target.checked)}
        />
        <div className="min-w-0 flex-1 basis-60">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Badge tone="bad">SQLSTATE {code === '' ? 'not known' : code}</Badge>
            <span className="font-medium">{explainSqlState(code)}</span>
            <span className="text-xs text-muted">{hydrated ? formatDateTime(diedAt) : ''}</span>
          </p>
          <p className="mt-1 text-sm text-muted wrap-anywhere">{printable(reason)}</p>
          <div className="mt-1">
            <MintLink mint={mint} />
          </div>
        </div>
        <div className="flex shrink-0 gap-2">
          <Button aria-label={`Replay dead letter ${id}`} onClick={() => onAsk('replay')}>
            Replay …
          </Button>
          <Button look="danger" aria-label={`Discard dead letter ${id}`} onClick={() => onAsk('discard')}>
            Discard …
          </Button>
        </div>
      </div>
      <div className="mt-3">
        <ColumnDiffTable
          payload={letter.payload}
          current={current}
          label={`What a replay of ${id} would change`}
        />
      </div>
      <CommandLine command={`npm run buffer -- replay '${id}' --yes`} />
    </li>
  );
}
