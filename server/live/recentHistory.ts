import type { HistoryEvent, HistorySample, SyncReport } from '../../domain/history.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { Mark } from '../../domain/marks.ts';
import { type HistoryDeps, readHistorySamples } from '../readers/history.ts';
import { fromRedis } from '../unavailable.ts';
import type { HistoryEvents } from '../types.ts';

/** How far back a stream that broke off is made good. */
export const RESUMED_MS = 120_000;
/** More than come in two minutes, at TIME_SCALE 1000 too, where syncs are one a second. */
const EVENTS_READ = 200;
/** A clock that is ahead of ours. */
const AHEAD_MS = 5_000;
const KINDS = ['checkpoints', 'syncs', 'marks'] as const;
type Kind = (typeof KINDS)[number];

interface Seen<T> {
  /** The tick that found it. */
  readonly seenAt: number;
  readonly value: T;
}

/**
 * The additions to the history in the last two minutes, and when each was seen: an event's own time is when it began, a
 * sample's the second it belongs to, and both are written later.
 */
export class RecentHistory {
  private readonly deps: HistoryDeps;
  private readonly seenKeys: Record<Kind, Set<string>> = {
    checkpoints: new Set(),
    syncs: new Set(),
    marks: new Set(),
  };
  private events: Record<Kind, Seen<HistoryEvent>[]> = { checkpoints: [], syncs: [], marks: [] };
  private samples: Seen<HistorySample>[] = [];
  /** When it was last read, ms. */
  readAt = 0;

  constructor(deps: HistoryDeps) {
    this.deps = deps;
  }

  /** Takes in what is new. After a pause of more than two minutes, what the last two of them brought. */
  async read(now: number): Promise<void> {
    const cold = now - this.readAt > RESUMED_MS;
    await Promise.all([
      this.readSamples(now, cold),
      ...KINDS.map((kind) => this.readEvents(kind, now, cold)),
    ]);
    this.readAt = now;
  }

  samplesSince(time: number): readonly HistorySample[] {
    return this.samples.filter(({ seenAt }) => seenAt > time).map(({ value }) => value);
  }

  /** Each newest first. */
  eventsSince(time: number): HistoryEvents {
    const since = <T>(kind: Kind): HistoryEvent<T>[] =>
      this.events[kind]
        .filter(({ seenAt }) => seenAt > time)
        .map(({ value }) => value as HistoryEvent<T>)
        .sort((a, b) => b.at - a.at);
    return {
      checkpoints: since<ObservedCheckpoint>('checkpoints').map(({ value }) => value),
      syncs: since<SyncReport>('syncs'),
      marks: since<Mark>('marks'),
    };
  }

  private async readSamples(now: number, cold: boolean): Promise<void> {
    const last = cold ? undefined : this.samples.at(-1)?.value.at;
    const from = Math.max(last === undefined ? 0 : last + 1, now - RESUMED_MS);
    const points = Math.ceil((RESUMED_MS + AHEAD_MS) / 1_000);
    const { samples } = await readHistorySamples(this.deps, { from, to: now + AHEAD_MS, points });
    const kept = cold ? [] : this.samples.filter(({ seenAt }) => seenAt > now - RESUMED_MS);
    // On a cold start nobody saw them come: a sample is written within its second.
    const seenAt = (at: number): number => (cold ? Math.min(now, at + 1_000) : now);
    this.samples = [...kept, ...samples.map((value) => ({ seenAt: seenAt(value.at), value }))];
  }

  private async readEvents(kind: Kind, now: number, cold: boolean): Promise<void> {
    const range = { from: 0, to: now + AHEAD_MS, limit: EVENTS_READ };
    const found = await fromRedis(this.deps.history.readEvents<unknown>(kind, range));
    const keys = found.map(keyOf);
    const fresh = found.filter((_, i) => !this.seenKeys[kind].has(keys[i]!));
    const kept = cold ? [] : this.events[kind].filter(({ seenAt }) => seenAt > now - RESUMED_MS);
    const added = fresh
      .map((value) => ({ seenAt: cold ? Math.min(now, writtenAt(value)) : now, value }))
      .filter(({ seenAt }) => seenAt > now - RESUMED_MS);
    this.events[kind] = [...kept, ...added];
    this.seenKeys[kind] = new Set(keys);
  }
}

const keyOf = (event: HistoryEvent): string => JSON.stringify(event);

/** About: a checkpoint is written when it has ended and its log line was awaited. */
function writtenAt({ at, value }: HistoryEvent): number {
  const { endedAt } = value as Partial<ObservedCheckpoint>;
  return (endedAt ?? at) + 5_000;
}
