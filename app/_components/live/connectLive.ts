import { isTRPCClientError, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../../server/appRouter.ts';
import { NO_EVENTS } from './mergeEvents.ts';
import type { LiveStore } from './liveStore.ts';

/** So long without a tick, and the page asks for itself. */
const SILENCE_MS = 5_000;
const POLL_MS = 2_000;
/** So long without any answer, and the page says that it does not follow. */
const LOST_MS = SILENCE_MS + 2 * POLL_MS;
const RETRY_MS = 10_000;
/** A hidden page gives its connection back: a browser opens six to a host. */
const HIDDEN_MS = 30_000;

/**
 * Keeps the store supplied: by the stream, and where that fails by asking every 2 s until it works again.
 * Returns what ends it.
 */
export function connectLive(client: TRPCClient<AppRouter>, store: LiveStore): () => void {
  let stream: { unsubscribe: () => void } | null = null;
  let lastEventId: string | undefined;
  let lastTickAt = Date.now();
  let lastHeardAt = Date.now();
  let lastTryAt = 0;
  let polling = false;
  let hiddenSince: number | null = null;

  const close = (): void => {
    stream?.unsubscribe();
    stream = null;
  };
  const open = (): void => {
    close();
    lastTryAt = Date.now();
    stream = client.live.stream.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
      onData: ({ id, data }) => {
        lastEventId = id;
        lastTickAt = lastHeardAt = Date.now();
        store.push(data);
        store.setConnection('streaming');
      },
      onError: close,
      // A web process that ends says so, and the browser asks no other by itself.
      onComplete: close,
    });
  };
  const poll = async (): Promise<void> => {
    if (polling) return;
    polling = true;
    try {
      const overview = await client.overview.read.query();
      const samples = overview.sample === null ? [] : [overview.sample];
      const from = overview.at - 5 * 60_000;
      const events = await client.history.events
        .query({ from, to: overview.at, limit: 20 })
        .catch(() => NO_EVENTS);
      lastHeardAt = Date.now();
      store.push({ overview, samples, events, missed: false });
      store.setConnection('polling');
    } catch (error: unknown) {
      store.setConnection(isLoggedOut(error) ? 'logged-out' : 'connecting');
    } finally {
      polling = false;
    }
  };
  const watch = (): void => {
    if (hiddenSince !== null) {
      if (Date.now() - hiddenSince > HIDDEN_MS) close();
      return;
    }
    if (stream === null && Date.now() - lastTryAt > RETRY_MS) open();
    if (Date.now() - lastTickAt > SILENCE_MS) void poll();
    if (Date.now() - lastHeardAt > LOST_MS) store.setSilentSince(lastHeardAt);
  };
  const followVisibility = (): void => {
    hiddenSince = document.hidden ? Date.now() : null;
    store.setHidden(document.hidden);
    if (document.hidden) return;
    // Nobody listened meanwhile: the stream gets its time again before the page asks for itself.
    lastTickAt = lastHeardAt = Date.now();
    if (stream === null) open();
  };

  open();
  const timer = setInterval(watch, POLL_MS);
  document.addEventListener('visibilitychange', followVisibility);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', followVisibility);
    close();
  };
}

const isLoggedOut = (error: unknown): boolean =>
  isTRPCClientError<AppRouter>(error) && error.data?.code === 'UNAUTHORIZED';
