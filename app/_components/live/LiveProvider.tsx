'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Overview } from '../../../server/types.ts';
import { useTRPCClient } from '../../_trpc/client.tsx';
import { connectLive } from './connectLive.ts';
import { LiveStore, type LiveView } from './liveStore.ts';

const StoreContext = createContext<LiveStore | null>(null);

export interface LiveProviderProps {
  /** The overview that the server rendered; null where it could not be read. */
  readonly initial: Overview | null;
  readonly children: ReactNode;
}

/** The page's one live stream. */
export function LiveProvider({ initial, children }: LiveProviderProps) {
  const [store] = useState(() => new LiveStore(initial));
  const client = useTRPCClient();
  useEffect(() => connectLive(client, store), [client, store]);
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useLiveStore(): LiveStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('LiveProvider is missing above');
  return store;
}

/** `select` must return the same object for the same view: a part of it, or a primitive. */
export function useLive<T>(select: (view: LiveView) => T): T {
  const store = useLiveStore();
  const read = (): T => select(store.read());
  return useSyncExternalStore(store.subscribe, read, read);
}
