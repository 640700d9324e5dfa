import type { History } from '../../redis/history.ts';
import type { EventRange } from '../../redis/history/eventStreams.ts';
import { chooseSampleGrid, type SampleRange } from '../../redis/history/sampleGrid.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { SyncReport } from '../../domain/history.ts';
import { fromRedis } from '../unavailable.ts';
import type { HistoryEvents, HistorySamples, StrategySwitch } from '../types.ts';

/** What Services has of them. */
export interface HistoryDeps {
  readonly history: History;
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
  const [checkpoints, syncs, switches] = await Promise.all([
    readCheckpoints(services, range),
    fromRedis(history.readEvents<SyncReport>('syncs', range)),
    readSwitches(services, range),
  ]);
  return { checkpoints, syncs, switches };
}

export async function readSwitches({ history }: HistoryDeps, range: EventRange) {
  return fromRedis(history.readEvents<StrategySwitch>('switches', range));
}
