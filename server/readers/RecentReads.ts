import { LRUCache } from 'lru-cache';

/** ms since a read began: until then nobody reads again. */
const FRESH_MS = 50;
/** Until then its result is answered at once by the question that reads again. */
const RECENT_MS = 200;
/** Until then it is answered while that takes its time. */
const OLDEST_MS = 1_000;
const MAX_KEYS = 20;

interface Read<T> {
  readonly beganAt: number;
  readonly result: Promise<T>;
}

interface Reads<T> {
  /** The newest that succeeded. */
  ended: Read<T> | null;
  /** The newest that still runs. */
  running: Read<T> | null;
}

/**
 * Reads whose results are answered to all who ask for the same within a moment: many askers cost as much as a few, and
 * hardly any waits for a read. An answer holds whatever was so RECENT_MS before its question; OLDEST_MS where reads are slow.
 */
export class RecentReads<T> {
  private readonly readsOf = new LRUCache<string, Reads<T>>({ max: MAX_KEYS });

  read(key: string, read: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const reads = this.readsOf.get(key) ?? { ended: null, running: null };
    this.readsOf.set(key, reads);
    const fresh = resultSince(reads.ended, now - FRESH_MS);
    if (fresh !== null) return fresh;
    const mostAgeMs = reads.running === null ? RECENT_MS : OLDEST_MS;
    const running = resultSince(reads.running, now - RECENT_MS) ?? begin(reads, read, now);
    return resultSince(reads.ended, now - mostAgeMs) ?? running;
  }
}

const resultSince = <T>(read: Read<T> | null, time: number): Promise<T> | null =>
  read !== null && read.beganAt >= time ? read.result : null;

function begin<T>(reads: Reads<T>, read: () => Promise<T>, beganAt: number): Promise<T> {
  const begun = { beganAt, result: read() };
  reads.running = begun;
  begun.result.then(
    () => end(reads, begun, true),
    () => end(reads, begun, false),
  );
  return begun.result;
}

function end<T>(reads: Reads<T>, read: Read<T>, succeeded: boolean): void {
  if (reads.running === read) reads.running = null;
  if (succeeded && read.beganAt >= (reads.ended?.beganAt ?? 0)) reads.ended = read;
}
