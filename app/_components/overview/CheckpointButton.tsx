'use client';

import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../_trpc/client.tsx';
import { useLive } from '../live/LiveProvider.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';

/** Asks for an immediate checkpoint; a paced one that runs is finished at full speed by it. */
export function CheckpointButton() {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const allowed = useLive((view) => view.overview?.mayCheckpoint ?? false);
  const { mutate, isPending } = useMutation(
    trpc.checkpoint.request.mutationOptions({
      onSuccess: ({ finished }) =>
        announce(finished ? 'The requested checkpoint is complete.' : 'The requested checkpoint still runs.'),
      onError: ({ message }) => announce(`No checkpoint: ${message}`),
    }),
  );
  if (!allowed) return null;
  return (
    <Button
      onClick={() => mutate()}
      disabled={isPending}
      title="CHECKPOINT: writes all dirty pages at full speed, without pacing"
      className="min-w-36"
    >
      {isPending ? 'Checkpointing …' : 'Checkpoint now'}
    </Button>
  );
}
