import type { BackendWal } from '../../db/statements/readComponentWal.ts';

/** Adds up the WAL of each component over connections that come and go. */
export class ComponentWal {
  private seen = new Map<string, number>();

  /** The gain of each component since the last call; a connection that is new counts from its beginning. */
  take(backends: readonly BackendWal[]): ReadonlyMap<string, number> {
    const gained = new Map<string, number>();
    const seen = new Map<string, number>();
    for (const { component, backend, walBytes } of backends) {
      const before = this.seen.get(backend) ?? 0;
      // Less than before: pg_stat_reset_backend_stats(), so it counts from zero.
      const gain = walBytes < before ? walBytes : walBytes - before;
      gained.set(component, (gained.get(component) ?? 0) + gain);
      seen.set(backend, walBytes);
    }
    this.seen = seen;
    return gained;
  }
}
