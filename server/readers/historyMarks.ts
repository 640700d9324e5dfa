import { MAX_EVENTS } from '../../redis/history/eventStreams.ts';
import { chooseSampleGrid, type SampleRange } from '../../redis/history/sampleGrid.ts';
import type { ObservedCheckpoint } from '../../domain/checkpoints.ts';
import type { SyncReport } from '../../domain/history.ts';
import { fromRedis } from '../unavailable.ts';
import type { Services } from '../services.ts';
import type { CheckpointMark, Coverage, HistoryMarks } from '../types.ts';
import { narrowToHistory, readCheckpoints, readMarks } from './history.ts';
import { thinCheckpoints, thinSyncs } from './thinEvents.ts';

/** A checkpoint is read by its start: one that began at most this long before a range may reach into it. */
const MAX_MS = 600_000;

/** The events of a range as charts of `points` points draw them: thinned on the grid of its samples, and what was left out. */
export async function readHistoryMarks(services: Services, range: SampleRange): Promise<HistoryMarks> {
  const { from, to } = range;
  const [newest, records, syncs, lines] = await Promise.all([
    fromRedis(services.history.readNewestTime()),
    readCheckpoints(services, { from: from - MAX_MS, to, limit: MAX_EVENTS.checkpoints }),
    fromRedis(services.history.readEvents<SyncReport>('syncs', { from, to, limit: MAX_EVENTS.syncs })),
    readMarks(services, { from, to, limit: MAX_EVENTS.marks }),
  ]);
  const { widthMs } = chooseSampleGrid(await narrowToHistory(services, range), newest);
  const shown = records.filter(({ endedAt }) => endedAt >= from).map(toMark);
  const { kept: checkpoints, everyUnplanned } = thinCheckpoints(shown, widthMs);
  const shownSyncs = thinSyncs(syncs, widthMs);
  const cutAt = records.length < MAX_EVENTS.checkpoints ? null : records.at(-1)!.startedAt;
  return {
    widthMs,
    everyUnplanned,
    checkpoints,
    syncs: shownSyncs,
    marks: lines,
    coverage: {
      checkpoints: { found: shown.length, kept: checkpoints.length, since: cutAt },
      syncs: { found: syncs.length, kept: shownSyncs.length, since: findCut('syncs', syncs) },
      marks: { found: lines.length, kept: lines.length, since: findCut('marks', lines) },
    },
  };
}

/** As many as are kept: there may have been more. */
const findCut = (kind: 'syncs' | 'marks', events: readonly { readonly at: number }[]): Coverage['since'] =>
  events.length < MAX_EVENTS[kind] ? null : events.at(-1)!.at;

function toMark(checkpoint: ObservedCheckpoint): CheckpointMark {
  const { id, cause, startedAt, endedAt, skipped, merged, buffers, writeSeconds, predicted } = checkpoint;
  return { id, cause, startedAt, endedAt, skipped, merged, buffers, writeSeconds, predicted };
}
