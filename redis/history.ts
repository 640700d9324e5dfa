import type { RedisClient } from './client.ts';
import { createEventStreams, type EventRange } from './history/eventStreams.ts';
import { type HistoryEvent, type HistoryKind, type HistorySample } from '../domain/history.ts';
import type { SampleRange } from './history/sampleGrid.ts';
import { createSampleStreams } from './history/sampleStreams.ts';
import { HISTORY_PREFIX, historyIdsKey, historyNamesKey, historyStreamKey } from './keys.ts';

export interface StreamMemory {
  readonly entries: number;
  /** With the names of the samples (counted with `samples`) or the ids of the events. */
  readonly bytes: number;
}

/** What was seen: samples, and events of three kinds, in capped Redis streams. */
export interface History {
  /**
   * Keeps the first sample of each second, for two hours, and one per decade (10 s) for 24 hours, and one per minute
   * for 30 days. Several workers may
   * append. A sample that is not later than the newest second is dropped, so a clock that goes back leaves a gap. Gauges
   * are kept to six significant digits (never fewer than are before the point), counters exactly. Every sample should
   * bring the same names, with null for what is not known: each new list of names is kept for 30 days.
   */
  appendSample(sample: HistorySample): Promise<void>;
  /**
   * Keeps an event for 30 days, but at most the last 10,000 checkpoints, 10,000 syncs and 2,000 marks. With an `id`, it
   * is appended only once while it is kept, whoever else appends it.
   */
  appendEvent<T>(kind: HistoryKind, event: HistoryEvent<T>, id?: string): Promise<void>;
  /**
   * At most `points` buckets, oldest first, each at its beginning, on one fixed grid: buckets begin at multiples of their
   * width. A gauge is the mean of its known values in the bucket (of its decades' means, where those are read), a setting
   * the last one, a counter (`…Total`) as the last sample has it, taken at `lastAt`; null where none is known. A bucket
   * without samples is left out. `chooseSampleGrid` says how wide a bucket is and which of them belong to a range.
   */
  readSamples(range: SampleRange): Promise<readonly HistorySample[]>;
  /** Ms; null where there is no sample yet. */
  readNewestTime(): Promise<number | null>;
  /** The same of the oldest one, whichever stream still has it. */
  readOldestTime(): Promise<number | null>;
  /**
   * The `limit` events of the range that were appended last, newest first by their own time. Reading a range that ended
   * long ago goes through all later events.
   */
  readEvents<T>(kind: HistoryKind, range: EventRange): Promise<readonly HistoryEvent<T>[]>;
  /** By stream name. Redis walks through every node to count them: for a page that is asked for, not for each second. */
  readMemory(): Promise<Record<string, StreamMemory>>;
}

/** `prefix` begins every key; in a Redis Cluster it needs a hash tag. */
export function createHistory(
  redis: RedisClient,
  { prefix = HISTORY_PREFIX }: { prefix?: string } = {},
): History {
  const readBytes = async (key: string): Promise<number> =>
    (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
  const companions: readonly (readonly [stream: string, companion: string | null])[] = [
    ['samples', historyNamesKey(prefix)],
    ['samples10', null],
    ['samples60', null],
    ...(['checkpoints', 'culprits', 'syncs', 'marks', 'spikes'] as const).map(
      (kind) => [kind, historyIdsKey(prefix, kind)] as const,
    ),
  ];
  return {
    ...createSampleStreams(redis, prefix),
    ...createEventStreams(redis, prefix),
    readMemory: async () => {
      const memory: Record<string, StreamMemory> = {};
      for (const [stream, companion] of companions) {
        const key = historyStreamKey(prefix, stream);
        const bytes = (await readBytes(key)) + (companion === null ? 0 : await readBytes(companion));
        memory[stream] = { entries: await redis.xlen(key), bytes };
      }
      return memory;
    },
  };
}
