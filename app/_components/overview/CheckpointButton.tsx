'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { ConfirmPopover } from '../ui/ConfirmPopover.tsx';

/** An immediate checkpoint, once a person has confirmed it: it disturbs the load. */
export function CheckpointButton() {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const allowed = useLive((view) => view.overview?.mayCheckpoint ?? false);
  const { mutate, isPending } = useMutation(
    trpc.checkpoint.request.mutationOptions({
      onSuccess: ({ finished }) =>
        announce(
          finished ? 'The requested checkpoint is complete.' : 'The requested checkpoint is still running.',
        ),
      onError: ({ message }) => announce(`No checkpoint: ${message}`),
    }),
  );
  if (!allowed) return null;
  return (
    <ConfirmPopover
      open={open}
      onOpenChange={setOpen}
      anchor={
        <Button
          disabled={isPending}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
          className="min-w-36"
        >
          {isPending ? 'Checkpointing …' : 'Checkpoint now …'}
        </Button>
      }
      title="Run a checkpoint now?"
      confirmLabel="Checkpoint"
      onConfirm={() => mutate()}
    >
      CHECKPOINT writes all dirty pages at full speed, without pacing: the disk is busy, and statements may
      wait. A checkpoint that already runs is finished at full speed.
    </ConfirmPopover>
  );
}
