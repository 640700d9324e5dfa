import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../../server/appRouter.ts';
import type { LiveTick } from '../../../server/types.ts';
import { takeStreamSlot } from './streamSlots.ts';

export interface Stream {
  /** Opens it unless it is open, or other windows hold all that a browser may have. */
  open(): Promise<void>;
  close(): void;
  isOpen(): boolean;
}

/** The stream of the server's ticks; goes on where it broke off. */
export function createStream(client: TRPCClient<AppRouter>, onTick: (tick: LiveTick) => void): Stream {
  let close: (() => void) | null = null;
  let lastEventId: string | undefined;
  /** Rises with each opening and closing: what an earlier one still brings is not wanted. */
  let turn = 0;
  const stop = (): void => {
    turn++;
    close?.();
    close = null;
  };
  const open = async (): Promise<void> => {
    if (close !== null) return;
    const mine = ++turn;
    const release = await takeStreamSlot();
    if (release === null) return;
    if (mine !== turn) return release();
    const end = (): void => {
      if (mine === turn) stop();
    };
    const subscription = client.live.stream.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
      onData: ({ id, data }) => {
        lastEventId = id;
        onTick(data);
      },
      onError: end,
      // A web process that ends says so, and the browser asks no other by itself.
      onComplete: end,
    });
    close = () => {
      subscription.unsubscribe();
      release();
    };
  };
  return { open, close: stop, isOpen: () => close !== null };
}
