import type { History } from '../../redis/history.ts';
import type { EventRange } from '../../redis/history/eventStreams.ts';
import { chooseSampleGrid, type SampleRange } from '../../redis/history/sampleGrid.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { SyncReport } from '../../domain/history.ts';
import type { Mark, MarkEvent } from '../../domain/marks.ts';
import type { Spike } from '../../domain/spikes.ts';
import { fromRedis } from '../unavailable.ts';
import type { HistoryEvents, HistorySamples } from '../types.ts';

/** Marks of other kinds may have come since the last switch. */
const MARKS_READ = 100;

/** What Services has of them. */
export interface HistoryDeps {
  readonly history: History;
}

/** As much of a range as the history reaches: so its points are spread over what there is to see. */
export async function narrowToHistory({ history }: HistoryDeps, range: SampleRange): Promise<SampleRange> {
  const oldest = await fromRedis(history.readOldestTime());
  return { ...range, from: Math.min(range.to, Math.max(range.from, oldest ?? range.from)) };
}

export async function readHistorySamples(
  { history }: HistoryDeps,
  range: SampleRange,
): Promise<HistorySamples> {
  const [newest, samples] = await fromRedis(
    Promise.all([history.readNewestTime(), history.readSamples(range)]),
  );
  return { widthMs: chooseSampleGrid(range, newest).widthMs, samples };
}

/** The newest `limit` checkpoints of a range, newest first. */
export async function readCheckpoints(
  { history }: HistoryDeps,
  range: EventRange,
): Promise<readonly ObservedCheckpoint[]> {
  const events = await fromRedis(history.readEvents<ObservedCheckpoint>('checkpoints', range));
  return events.map(({ value }) => value);
}

/** The newest `limit` events of each kind. */
export async function readHistoryEvents(services: HistoryDeps, range: EventRange): Promise<HistoryEvents> {
  const { history } = services;
  const [checkpoints, syncs, marks] = await Promise.all([
    readCheckpoints(services, range),
    fromRedis(history.readEvents<SyncReport>('syncs', range)),
    readMarks(services, range),
  ]);
  return { checkpoints, syncs, marks };
}

/**
 * The newest spikes of a range, newest first. Several workers see the same one, each by its own clock of seconds: of those
 * that overlap the longest is kept.
 */
export async function readSpikes({ history }: HistoryDeps, range: EventRange): Promise<readonly Spike[]> {
  const events = await fromRedis(history.readEvents<Spike>('spikes', range));
  const spikes = events.map(({ value }) => value);
  const overlap = (a: Spike, b: Spike): boolean => a.startedAt < b.endedAt && b.startedAt < a.endedAt;
  const length = ({ startedAt, endedAt }: Spike): number => endedAt - startedAt;
  return spikes.filter(
    (spike, i) =>
      !spikes.some(
        (other, j) =>
          overlap(spike, other) &&
          (length(other) > length(spike) || (length(other) === length(spike) && j < i)),
      ),
  );
}

export const readMarks = async ({ history }: HistoryDeps, range: EventRange): Promise<readonly MarkEvent[]> =>
  fromRedis(history.readEvents<Mark>('marks', range));

/** Ms; 0 where none is kept. */
export async function readLastSwitch(services: HistoryDeps): Promise<number> {
  const marks = await readMarks(services, { from: 0, to: Date.now(), limit: MARKS_READ });
  return marks.find(({ value }) => value.kind === 'strategy')?.at ?? 0;
}
