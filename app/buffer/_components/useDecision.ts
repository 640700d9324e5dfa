'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeadRow } from '../../../server/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { useAnnounce } from '../../_components/ui/Announcer.tsx';

export type Action = 'replay' | 'discard';

export interface Outcome {
  readonly done: readonly string[];
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

export interface Decision {
  readonly open: boolean;
  /** The action that is asked about, or was last. */
  readonly action: Action;
  /** With the row as it is now, where it was read again since. */
  readonly rows: readonly DeadRow[];
  readonly busy: boolean;
  /** Null until it is done; kept after closing, until the next is asked. */
  readonly outcome: Outcome | null;
  readonly error: { readonly message: string } | null;
  readonly ask: (action: Action, rows: readonly DeadRow[]) => void;
  readonly confirm: () => void;
  readonly close: () => void;
}

const NOTHING = { action: 'replay', rows: [] } as const;

/** Asked → confirmed → done, with what became of each; closing leaves everything as it is. */
export function useDecision(letters: readonly DeadRow[], onChanged: () => void): Decision {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<{ action: Action; rows: readonly DeadRow[] }>(NOTHING);
  const settled = (verb: string) => ({
    onSuccess: ({ done, failed }: Outcome) =>
      announce(`${done.length} ${verb}${failed.length === 0 ? '' : `, ${failed.length} failed`}.`),
    onSettled: onChanged,
  });
  const replay = useMutation(trpc.buffer.replay.mutationOptions(settled('replayed')));
  const discard = useMutation(trpc.buffer.discard.mutationOptions(settled('discarded')));
  const { mutate, isPending, data, error } = asked.action === 'discard' ? discard : replay;
  return {
    open,
    action: asked.action,
    rows: asked.rows.map((row) => letters.find(({ id }) => id === row.id) ?? row),
    busy: isPending,
    outcome: data ?? null,
    error,
    ask: (action, rows) => {
      replay.reset();
      discard.reset();
      setAsked({ action, rows });
      setOpen(true);
    },
    confirm: () => mutate({ ids: asked.rows.map(({ id }) => id) }),
    close: () => setOpen(false),
  };
}
