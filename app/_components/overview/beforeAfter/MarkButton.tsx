'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MAX_NOTE_CHARACTERS } from '../../../../domain/marks.ts';
import { useTRPC } from '../../../_trpc/client.tsx';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmPopover } from '../../ui/ConfirmPopover.tsx';

/** A person's own mark: what they changed just now. */
export function MarkButton() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const { mutate, isPending } = useMutation(
    trpc.marks.add.mutationOptions({
      onSuccess: ({ value }) => {
        announce(`Marked: ${value.kind === 'note' ? value.text : ''}`);
        setText('');
        setFailure(null);
        void queries.invalidateQueries({ queryKey: trpc.periods.pathKey() });
      },
      onError: ({ message }) => setFailure(`Not marked: ${message}`),
    }),
  );
  return (
    <div className="flex flex-wrap items-center gap-3">
      {failure !== null && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
      <ConfirmPopover
        open={open}
        onOpenChange={setOpen}
        anchor={
          <Button disabled={isPending} aria-haspopup="dialog" onClick={() => setOpen(true)}>
            Mark a change …
          </Button>
        }
        title="What did you change?"
        confirmLabel="Mark now"
        onConfirm={() => mutate({ text })}
      >
        <p>A line on all charts at this moment. The figures before it and after it can be compared.</p>
        <input
          aria-label="What changed"
          value={text}
          maxLength={MAX_NOTE_CHARACTERS}
          placeholder="index dropped"
          onChange={({ target }) => setText(target.value)}
          className="mt-3 min-h-8 w-full rounded-md border border-strong-line bg-surface px-2 text-ink"
        />
      </ConfirmPopover>
    </div>
  );
}
