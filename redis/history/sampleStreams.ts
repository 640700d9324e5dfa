import type { RedisClient } from '../client.ts';
import { historyNamesKey, historyStreamKey } from '../keys.ts';
import { createScriptRunner } from '../scripts.ts';
import { downsample, floorTo, type SampleRow, toRow, toSample } from '../../domain/downsample.ts';
import {
  chooseSampleGrid,
  DECADE_MS,
  MINUTE_MS,
  MINUTES_KEPT_MS,
  SAMPLES_KEPT_MS,
  type SampleRange,
  SECOND_MS,
  THINNED_KEPT_MS,
} from './sampleGrid.ts';
import { decodeRows, encodeRow, type StreamEntry } from './sampleRow.ts';
import { type HistorySample } from '../../domain/history.ts';

// The retention by itself allows 7,200, 8,640 and 43,200.
const MAX_SAMPLES = 8_000;
const MAX_THINNED = 9_500;
const MAX_MINUTES = 45_000;
// Approximate trimming leaves a few entries that are older than the retention.
const NAMES_KEPT_MS = MINUTES_KEPT_MS + 3_600_000;
/** One call holds Redis for about 2 ms. */
const PAGE = 1_000;

type ReadRows = (from: number, to: number) => Promise<SampleRow[]>;

export interface SampleStreams {
  appendSample(sample: HistorySample): Promise<void>;
  readNewestTime(): Promise<number | null>;
  readOldestTime(): Promise<number | null>;
  readSamples(range: SampleRange): Promise<readonly HistorySample[]>;
}

/**
 * Three streams: `samples`, one entry per second, `samples10`, one per decade (10 s), and `samples60`, one per minute. An entry is one field, the hash of
 * its names, and their values: 284 bytes for 40, where the names in each entry would make it 1,250.
 *
 * A decade is thinned when the first sample of a later one arrives, from what `samples` holds of it, together with all
 * earlier ones that are missing: a worker that stopped in between leaves no hole. Nothing is added to a decade once a later
 * one has begun, so workers that thin the same one write the same, and the first of them wins. Minutes are made of decades in
 * the same way.
 */
export function createSampleStreams(redis: RedisClient, prefix: string): SampleStreams {
  const samples = historyStreamKey(prefix, 'samples');
  const thinned = historyStreamKey(prefix, 'samples10');
  const minutes = historyStreamKey(prefix, 'samples60');
  const names = historyNamesKey(prefix);
  const { append, read, readFirstTime, readLastTime, trim } = openStreams(redis, names);

  const readSeconds: ReadRows = (from, to) => read(samples, from, to);

  /** One row per bucket of a thinned stream; those that are still to be made of finer ones are at the end. */
  const readThinned =
    (stream: string, widthMs: number, readFiner: ReadRows): ReadRows =>
    async (from, to) => {
      const rows = await read(stream, from, to);
      // By the rows just read: what is thinned in the meantime must not be missed.
      const last = rows.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      return [...rows, ...downsample(await readFiner(Math.max(from, last + widthMs), to), widthMs)];
    };
  const readDecades = readThinned(thinned, DECADE_MS, readSeconds);
  const readMinutes = readThinned(minutes, MINUTE_MS, readDecades);
  const readers = { [SECOND_MS]: readSeconds, [DECADE_MS]: readDecades, [MINUTE_MS]: readMinutes };

  /** Appends what a thinned stream lacks before `end`. */
  const thin = async (
    stream: string,
    { widthMs, end, readFiner }: { widthMs: number; end: number; readFiner: ReadRows },
  ): Promise<void> => {
    const last = (await readLastTime(stream)) ?? Number.NEGATIVE_INFINITY;
    const missing = downsample(await readFiner(last + widthMs, end - 1), widthMs);
    if (missing.length > 0) await append(stream, missing);
  };

  return {
    appendSample: async (sample) => {
      const at = floorTo(sample.at, SECOND_MS);
      const [appended, before] = await append(samples, [toRow({ ...sample, at })]);
      const decade = floorTo(at, DECADE_MS);
      if (appended === 0 || floorTo(before, DECADE_MS) === decade) return;
      await thin(thinned, { widthMs: DECADE_MS, end: decade, readFiner: readSeconds });
      const minute = floorTo(at, MINUTE_MS);
      if (floorTo(before, MINUTE_MS) === minute) return;
      await thin(minutes, { widthMs: MINUTE_MS, end: minute, readFiner: readDecades });
      // Only now: after a long pause, the entries to be thinned are the ones to be dropped.
      await trim(minutes, at - MINUTES_KEPT_MS, MAX_MINUTES);
      await trim(samples, at - SAMPLES_KEPT_MS, MAX_SAMPLES);
      await trim(thinned, at - THINNED_KEPT_MS, MAX_THINNED);
      await redis.zremrangebyscore(names, '-inf', `(${at - NAMES_KEPT_MS}`);
    },
    readNewestTime: () => readLastTime(samples),
    readOldestTime: async () => {
      const found = await Promise.all([samples, thinned, minutes].map(readFirstTime));
      const times = found.filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    readSamples: async (range) => {
      const grid = chooseSampleGrid(range, await readLastTime(samples));
      const end = grid.last + grid.widthMs - 1;
      const rows = await readers[grid.stepMs](grid.first, end);
      return downsample(rows, grid.widthMs).map(toSample);
    },
  };
}

/** The operations on any of the streams. `names`: the key of the lists of names. */
function openStreams(redis: RedisClient, names: string) {
  const run = createScriptRunner(redis);
  const append = async (stream: string, rows: readonly SampleRow[]) =>
    (await run('append_samples', [stream, names], rows.flatMap(encodeRow))) as [
      appended: number,
      before: number,
    ];

  const read = async (stream: string, from: number, to: number): Promise<SampleRow[]> => {
    const entries: StreamEntry[] = [];
    let start = String(Math.max(0, from));
    for (;;) {
      const page: StreamEntry[] = await redis.xrange(stream, start, Math.max(0, to), 'COUNT', PAGE);
      entries.push(...page);
      if (page.length < PAGE) break;
      start = `(${page.at(-1)![0]}`;
    }
    // After the entries: a list of names is stored together with the first entry that needs it.
    return entries.length === 0 ? [] : decodeRows(entries, await redis.zrange(names, '0', '-1'));
  };

  const readFirstTime = async (stream: string): Promise<number | null> => {
    const [entry] = await redis.xrange(stream, '-', '+', 'COUNT', 1);
    return entry === undefined ? null : Number.parseInt(entry[0], 10);
  };

  const readLastTime = async (stream: string): Promise<number | null> => {
    const [entry] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
    return entry === undefined ? null : Number.parseInt(entry[0], 10);
  };

  const trim = async (stream: string, oldest: number, most: number): Promise<void> => {
    await redis.xtrim(stream, 'MINID', '~', Math.max(0, oldest));
    await redis.xtrim(stream, 'MAXLEN', '~', most);
  };

  return { append, read, readFirstTime, readLastTime, trim };
}
