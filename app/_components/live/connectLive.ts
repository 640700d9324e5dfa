import { isTRPCClientError, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../../server/appRouter.ts';
import { createPoll } from './createPoll.ts';
import { createStream } from './createStream.ts';
import type { Connection, LiveStore } from './liveStore.ts';

/** After this time without a tick the page asks for itself. */
const SILENCE_MS = 3_000;
export const POLL_MS = 2_000;
/** After this time without any answer the page says that it does not follow. */
const LOST_MS = SILENCE_MS + POLL_MS;
const WATCH_MS = 1_000;
const RETRY_MS = 10_000;

/**
 * Keeps the store supplied: by the stream, and where that fails, or other windows hold them all, by asking every 2 s
 * until it works again. Returns what ends it.
 */
export function connectLive(client: TRPCClient<AppRouter>, store: LiveStore): () => void {
  let lastTickAt = Date.now();
  let lastHeardAt = Date.now();
  let lastTryAt = 0;
  let lastPollAt = 0;
  let polling = false;
  const stream = createStream(client, (data) => {
    lastTickAt = lastHeardAt = Date.now();
    store.push(data);
    store.setConnection('streaming');
  });
  const open = (): void => {
    lastTryAt = Date.now();
    void stream.open();
  };
  const ask = createPoll({
    client,
    onTick: (tick) => {
      lastHeardAt = Date.now();
      store.push(tick);
      store.setConnection('polling');
    },
    onError: (error) => store.setConnection(describeFailure(error)),
  });
  const poll = async (): Promise<void> => {
    // The watch is not punctual.
    if (polling || Date.now() - lastPollAt < POLL_MS - WATCH_MS / 2) return;
    polling = true;
    lastPollAt = Date.now();
    await ask();
    polling = false;
  };
  const watch = (): void => {
    if (document.hidden) return;
    if (!stream.isOpen() && Date.now() - lastTryAt > RETRY_MS) open();
    if (!stream.isOpen() || Date.now() - lastTickAt > SILENCE_MS) void poll();
    if (Date.now() - lastHeardAt > LOST_MS) store.setSilentSince(lastHeardAt);
  };
  const followVisibility = (): void => {
    store.setHidden(document.hidden);
    // A page that nobody sees gives its connection back, and catches up when it is seen again.
    if (document.hidden) return stream.close();
    // Nobody listened meanwhile: the stream gets its time again before the page asks for itself.
    lastTickAt = lastHeardAt = Date.now();
    open();
  };

  store.setHidden(document.hidden);
  if (!document.hidden) open();
  const timer = setInterval(watch, WATCH_MS);
  document.addEventListener('visibilitychange', followVisibility);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', followVisibility);
    stream.close();
  };
}

/** Without data nothing came back that the server had to say. */
function describeFailure(error: unknown): Connection {
  if (!isTRPCClientError<AppRouter>(error) || !error.data) return 'connecting';
  return error.data.code === 'UNAUTHORIZED' ? 'logged-out' : 'failing';
}
