import type { Advice } from '../domain/advice.ts';
import type { RedisClient } from './client.ts';
import { LIVE_STATE_KEY } from './keys.ts';

/** A worker's report on itself and the server, each second; readers judge by `at` whether it is alive. */
export interface LiveState<View = unknown> {
  /** ms since the epoch, by the worker's clock. */
  readonly at: number;
  readonly worker: string;
  readonly version: string;
  readonly startedAt: number;
  readonly source: string;
  readonly preset: string;
  readonly timeScale: number;
  readonly syncIntervalMs: number;
  /**
   * Ms since the epoch: since when counters rise by the workload of this strategy only, at this time scale. Null while a table
   * is loaded or moved, and while a switch drains the buffer; absent where an older worker wrote.
   */
  readonly steadySince?: number | null;
  readonly view: View;
  /** Absent where nobody advises: the worker of a pipeline. */
  readonly advice?: readonly Advice[];
}

/** With several workers the last one to write wins. `key`: of a watched server. */
export async function writeLiveState(
  redis: RedisClient,
  state: LiveState,
  key = LIVE_STATE_KEY,
): Promise<void> {
  await redis.set(key, JSON.stringify(state));
}

/** Null before a worker has ever run. */
export async function readLiveState<View>(
  redis: RedisClient,
  key = LIVE_STATE_KEY,
): Promise<LiveState<View> | null> {
  const text = await redis.get(key);
  return text === null ? null : (JSON.parse(text) as LiveState<View>);
}
