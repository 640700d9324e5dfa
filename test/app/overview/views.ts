import type { ObserverView } from '../../../domain/observerView.ts';

/** An observer's view of a server on which nothing happens. */
export const viewOf = (own: Partial<ObserverView>): ObserverView => ({
  at: 0,
  status: { connected: true, since: 0 },
  missing: [],
  lastInterruption: null,
  server: null,
  settings: null,
  sample: null,
  dirtyBuffers: null,
  walTriggerBytes: null,
  walBytesPerSecond: 0,
  running: null,
  next: null,
  ...own,
});
