'use client';

import { AlertDialog } from 'radix-ui';
import { useRef } from 'react';
import { formatCounted } from '../../_components/format.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { ColumnDiffTable } from './ColumnDiffTable.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { OutcomeList } from './OutcomeList.tsx';
import type { Decision } from './useDecision.ts';

const WORDS = {
  replay: {
    question: (what: string) => `Replay ${what}?`,
    consequence:
      'The values are accepted again and count as the newest: they overwrite what came since. PostgreSQL refuses them again unless what refused them has changed, such as the column’s type.',
    confirm: 'Replay',
  },
  discard: {
    question: (what: string) => `Discard ${what} for good?`,
    consequence: 'The values are removed and cannot be brought back. The rows stay as they are now.',
    confirm: 'Discard for good',
  },
} as const;

/** Shows what is now and what would be, and asks; then what became of each. */
export function DecisionDialog({ decision }: { readonly decision: Decision }) {
  const { open, action, rows, close } = decision;
  const opener = useRef<Element | null>(null);
  const words = WORDS[action];
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/40 print-hidden" />
        <AlertDialog.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus(opener.current, decision.outcome !== null);
          }}
          className="fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-1rem)] max-w-3xl -translate-1/2 flex-col rounded-lg border border-strong-line bg-surface shadow-2xl outline-none"
        >
          <div className="border-b border-line px-4 py-3">
            <AlertDialog.Title className="text-base font-semibold">
              {decision.outcome === null ? words.question(formatCounted(rows.length, 'dead letter')) : 'Done'}
            </AlertDialog.Title>
            <AlertDialog.Description className="mt-1 text-sm text-muted">
              {decision.outcome === null ? words.consequence : 'What became of each:'}
            </AlertDialog.Description>
          </div>
          <div
            tabIndex={0}
            role="region"
            aria-label="Dead letters concerned"
            className="min-h-0 flex-1 overflow-auto p-4"
          >
            {decision.outcome === null ? (
              <Preview decision={decision} />
            ) : (
              <OutcomeList outcome={decision.outcome} />
            )}
          </div>
          <Footer decision={decision} confirmLabel={words.confirm} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Preview({ decision: { rows, action } }: { readonly decision: Decision }) {
  return (
    <ul className="flex flex-col gap-4">
      {rows.map(({ id, payload, current }) => (
        <li key={id}>
          <h3 className="font-mono text-xs font-semibold wrap-anywhere">{id}</h3>
          <ColumnDiffTable payload={payload} current={current} label={`Current values of ${id}`} />
          {rows.length === 1 && <CommandLine command={`npm run buffer -- ${action} '${id}' --yes`} />}
        </li>
      ))}
    </ul>
  );
}

function Footer({ decision, confirmLabel }: { readonly decision: Decision; readonly confirmLabel: string }) {
  const { action, busy, outcome, error, confirm } = decision;
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
      {error !== null && (
        <p role="alert" className="mr-auto text-sm text-bad">
          It is not known whether anything was done: {error.message.replace(/[.\s]+$/, '')}. Try again, or
          check the list.
        </p>
      )}
      <AlertDialog.Cancel asChild>
        <Button>{outcome === null ? 'Cancel' : 'Close'}</Button>
      </AlertDialog.Cancel>
      {outcome === null && (
        <Button
          look={action === 'discard' ? 'danger' : 'primary'}
          disabled={busy}
          onClick={confirm}
          className="min-w-36"
        >
          {busy ? 'Working …' : confirmLabel}
        </Button>
      )}
    </div>
  );
}

/** To the button that asked; once it is decided, that one goes with its letter: to the list. */
function returnFocus(opener: Element | null, isDecided: boolean): void {
  const target = isDecided ? document.querySelector('#dead') : opener;
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
