import type { RedisClient } from '../../redis/client.ts';
import { createHistory } from '../../redis/history.ts';
import { type HistoryKind, type HistorySample } from '../../domain/history.ts';
import { DECADE_MS, SAMPLES_KEPT_MS, SECOND_MS, THINNED_KEPT_MS } from '../../redis/history/sampleGrid.ts';
import { HISTORY_PREFIX, historyIdsKey, historyNamesKey, historyStreamKey } from '../../redis/keys.ts';
import { isCounter } from '../../domain/sampleNames.ts';

const BESIDE = `${HISTORY_PREFIX}:filled`;
const RECORDED_MS = 120_000;
const KINDS: readonly HistoryKind[] = ['checkpoints', 'syncs'];
const AT_ONCE = 100;

/**
 * Fills the history up to now as a day would: what was recorded of the last two minutes, over and over, at full resolution
 * where the history has it. Written beside and put in place at once, so that the worker goes on after it.
 */
export async function fillHistory(redis: RedisClient): Promise<void> {
  const recorded = createHistory(redis);
  const now = Date.now();
  const stretch = { from: now - RECORDED_MS, to: now };
  const samples = await recorded.readSamples({ ...stretch, points: RECORDED_MS / SECOND_MS });
  const filled = createHistory(redis, { prefix: BESIDE });
  for (let at = now - THINNED_KEPT_MS; at < now;) {
    const batch: Promise<void>[] = [];
    for (; batch.length < AT_ONCE && at < now; at += now - at > SAMPLES_KEPT_MS ? DECADE_MS : SECOND_MS) {
      batch.push(filled.appendSample(createSample(samples, at, now)));
    }
    await Promise.all(batch);
  }
  for (const kind of KINDS) {
    const events = await recorded.readEvents(kind, { ...stretch, limit: RECORDED_MS / SECOND_MS });
    for (let ago = Math.ceil(THINNED_KEPT_MS / RECORDED_MS); ago >= 0; ago--) {
      for (const event of events.toReversed()) {
        const { at, value } = shiftTimes(event, { ...stretch, byMs: -ago * RECORDED_MS });
        await filled.appendEvent(kind, { at, value }, `${kind}-${ago}-${event.at}`);
      }
    }
  }
  await putInPlace(redis);
}

/** The recorded sample of that place in its stretch, with counters that rise from stretch to stretch as they did in it. */
function createSample(recorded: readonly HistorySample[], at: number, now: number): HistorySample {
  const before = Math.floor((at - now + THINNED_KEPT_MS) / RECORDED_MS);
  const place = (RECORDED_MS - ((now - at) % RECORDED_MS)) / RECORDED_MS;
  const [first, last] = [recorded[0]!, recorded.at(-1)!];
  const sample = recorded[Math.min(recorded.length - 1, Math.floor(place * recorded.length))]!;
  const values = Object.entries(sample.values).map(([name, value]) => {
    if (value === null || !isCounter(name)) return [name, value];
    const gained = (last.values[name] ?? 0) - (first.values[name] ?? 0);
    return [name, value + before * gained];
  });
  return { at, values: Object.fromEntries(values) };
}

interface Shift {
  readonly from: number;
  readonly to: number;
  readonly byMs: number;
}

/** All numbers that are moments of about the stretch. */
function shiftTimes<T>(value: T, shift: Shift): T {
  const isMoment = (found: unknown): found is number =>
    typeof found === 'number' && found >= shift.from - RECORDED_MS && found <= shift.to + RECORDED_MS;
  return JSON.parse(
    JSON.stringify(value, (_, found: unknown) => (isMoment(found) ? found + shift.byMs : found)),
  ) as T;
}

async function putInPlace(redis: RedisClient): Promise<void> {
  const streams = ['samples', 'samples10', ...KINDS];
  const keys = (prefix: string): string[] => [
    ...streams.map((stream) => historyStreamKey(prefix, stream)),
    ...KINDS.map((kind) => historyIdsKey(prefix, kind)),
    historyNamesKey(prefix),
  ];
  const places = keys(HISTORY_PREFIX);
  const transaction = redis.multi();
  for (const [i, key] of keys(BESIDE).entries()) transaction.rename(key, places[i]!);
  await transaction.exec();
}
