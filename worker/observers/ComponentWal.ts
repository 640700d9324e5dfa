import type { BackendWal } from '../../db/statements/readComponentWal.ts';

/** Adds up the WAL of each component over connections that come and go. */
export class ComponentWal {
  private seen = new Map<string, number>();

  /** What each component gained since the last call; a connection that is new counts from its beginning. */
  take(backends: readonly BackendWal[]): ReadonlyMap<string, number> {
    const gained = new Map<string, number>();
    const seen = new Map<string, number>();
    for (const { component, backend, walBytes } of backends) {
      const before = this.seen.get(backend) ?? 0;
      gained.set(component, (gained.get(component) ?? 0) + Math.max(0, walBytes - before));
      seen.set(backend, walBytes);
    }
    this.seen = seen;
    return gained;
  }
}
