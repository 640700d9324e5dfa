'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogImport } from '../../../domain/logImports.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { formatCount, formatCounted, formatDateTime } from '../../_components/format.ts';
import { useAnnounce } from '../../_components/ui/Announcer.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { ConfirmPopover } from '../../_components/ui/ConfirmPopover.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { useHydrated } from '../../_components/ui/useHydrated.ts';
import { nameImport } from './describeImport.ts';

export interface ImportListProps {
  readonly imports: readonly LogImport[];
  readonly shown: readonly LogImport[];
  readonly onChoose: (id: string, isChosen: boolean) => void;
}

export function ImportList({ imports, shown, onChoose }: ImportListProps) {
  return (
    <Card title="Imported logs">
      {imports.length === 0 ? (
        <EmptyState>Nothing is imported yet.</EmptyState>
      ) : (
        <>
          <p className="mb-2 text-sm text-muted">Choose two to see them side by side.</p>
          <ul aria-label="Imports, newest first">
            {imports.map((about) => (
              <li
                key={about.id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line py-2 text-sm"
              >
                <label className="flex min-h-8 min-w-0 flex-1 cursor-pointer items-center gap-3">
                  <input
                    type="checkbox"
                    checked={shown.some(({ id }) => id === about.id)}
                    onChange={({ target }) => onChoose(about.id, target.checked)}
                    className="size-4 shrink-0 accent-[var(--accent)]"
                  />
                  <span className="min-w-0 wrap-anywhere">
                    <span className="font-medium">{nameImport(about)}</span>
                    <span className="block text-xs text-muted">
                      <Extent about={about} />
                    </span>
                  </span>
                </label>
                <DeleteButton about={about} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** The reader's clock is not the server's. */
function Extent({ about }: { readonly about: LogImport }) {
  const hydrated = useHydrated();
  const { understood, completions, from, until, lines } = about;
  const span =
    !hydrated || from === null || until === null
      ? ''
      : `, ${formatDateTime(from)} to ${formatDateTime(until)}`;
  const counted =
    understood === completions
      ? formatCounted(understood, 'checkpoint')
      : `${formatCount(understood)} of ${formatCounted(completions, 'checkpoint')} understood`;
  return `${counted} in ${formatCounted(lines, 'line')}${span}`;
}

function DeleteButton({ about }: { readonly about: LogImport }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const name = nameImport(about);
  const { mutate, isPending } = useMutation(
    trpc.logs.delete.mutationOptions({
      onSuccess: () => announce(`Deleted: ${name}`),
      onError: ({ message }) => announce(`Not deleted: ${message}`),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.logs.pathKey() }),
    }),
  );
  return (
    <ConfirmPopover
      open={open}
      onOpenChange={setOpen}
      anchor={
        <Button
          disabled={isPending}
          aria-haspopup="dialog"
          aria-label={`Delete ${name}`}
          onClick={() => setOpen(true)}
        >
          Delete …
        </Button>
      }
      title={`Delete the import of ${name}?`}
      confirmLabel="Delete"
      danger
      onConfirm={() => mutate({ id: about.id })}
    >
      Its records are deleted. The file itself is untouched, and can be imported again.
    </ConfirmPopover>
  );
}
