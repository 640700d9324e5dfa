import type { CheckpointerSample, CheckpointSettings } from '../../domain/postgres.ts';
import { classifyCause, listCauses } from './classifyCause.ts';
import type { Observation, Samples } from './observation.ts';
import type { CheckpointRecord } from '../../domain/checkpoints.ts';

/** The tracker's part of a record; the observer adds what was predicted. */
export type TrackedRecord = Omit<CheckpointRecord, 'predicted' | 'forecast'>;

/** No more than the join with the log tolerates; beyond, pages are not reported at all. */
const MIXED_PAGES_TOLERANCE = 1;

export interface RecordFacts {
  readonly settings: CheckpointSettings;
  /** How many ended between the two samples. */
  readonly merged: number;
  /** Starts that belong to them. */
  readonly timed: number;
  readonly requested: number;
  /** As it was seen to run; the first, where several are one record. */
  readonly seen: Pick<Observation, 'startedAt' | 'cause' | 'countedBefore' | 'walLsn' | 'settings'> | null;
  readonly buffersKnown: boolean;
  /** Pages that may belong to the one that followed, or went before, at once: both were seen in one poll. */
  readonly mixedPages: number;
  readonly fullPageImages: number | null;
  /** True for a shutdown or the end of recovery: no WAL was written while it ran. */
  readonly isOffline: boolean;
}

/** A completed checkpoint from the counters at its two ends. */
export function createRecord({ base, before, sample }: Samples, facts: RecordFacts): TrackedRecord {
  const writeSeconds = (sample.writeMs - base.writeMs) / 1_000;
  const syncSeconds = (sample.syncMs - base.syncMs) / 1_000;
  const durationMs = (writeSeconds + syncSeconds) * 1_000;
  // The control file ran ahead of the counters, and was taken for the one before.
  const isLate = sample.checkpointLsn === base.checkpointLsn;
  const walDistanceBytes = sample.redoLsn - base.redoLsn;
  const estimate = facts.seen?.startedAt ?? (before.at + sample.at) / 2 - durationMs;
  const startedAt = fitStart(estimate, sample, facts.merged);
  const buffersKnown = facts.buffersKnown && facts.mixedPages <= MIXED_PAGES_TOLERANCE;
  const identity = identify(sample, facts.settings);
  return {
    ...identity,
    id: isLate ? `${identity.id}/${sample.timed + sample.requested}` : identity.id,
    ...explainStart(base, sample, facts),
    startedAt,
    // It was not over at the last poll, and is at this one.
    endedAt: Math.min(Math.max(startedAt + durationMs, before.at), sample.at),
    writeSeconds,
    syncSeconds,
    buffers: buffersKnown ? sample.buffersWritten - base.buffersWritten : null,
    slruBuffers:
      buffersKnown && sample.slruWritten !== null ? sample.slruWritten - (base.slruWritten ?? 0) : null,
    walDistanceBytes: isLate ? null : walDistanceBytes,
    fullPageImages: facts.fullPageImages,
    skipped: false,
    merged: facts.merged,
    notes: describeDoubts(facts),
  };
}

/** By the settings of its start: they may have changed since. */
function explainStart(base: CheckpointerSample, sample: CheckpointerSample, facts: RecordFacts) {
  const { merged, seen } = facts;
  const settings = seen?.settings ?? facts.settings;
  if (merged === 1) {
    return classifyCause({ ...facts, settings, walDistanceBytes: sample.redoLsn - base.redoLsn });
  }
  const walDistanceBytes = sample.redoLsn - (seen?.walLsn ?? base.redoLsn);
  const causes = listCauses({ ...facts, settings, walDistanceBytes }, merged, seen);
  return { cause: causes.at(-1)!, causes, inferred: true };
}

/** A checkpoint that the server did not make because nothing had been written. */
export function createSkippedRecord(
  base: CheckpointerSample,
  sample: CheckpointerSample,
  facts: Pick<RecordFacts, 'settings'> & { readonly startedAt: number },
): TrackedRecord {
  const timed = sample.timed - base.timed;
  const requested = sample.requested - base.requested;
  const { startedAt, settings } = facts;
  return {
    ...identify(sample, settings),
    id: `${sample.timeline}/skipped/${formatLsn(sample.checkpointLsn)}/${sample.timed + sample.requested}`,
    ...classifyCause({ timed, requested, walDistanceBytes: 0, settings }),
    startedAt,
    endedAt: startedAt,
    writeSeconds: 0,
    syncSeconds: 0,
    buffers: 0,
    slruBuffers: null,
    walDistanceBytes: 0,
    fullPageImages: null,
    skipped: true,
    merged: timed + requested,
    notes: [],
  };
}

/** As psql shows it. */
export function formatLsn(position: number): string {
  const high = Math.floor(position / 2 ** 32);
  return `${high.toString(16).toUpperCase()}/${(position % 2 ** 32).toString(16).toUpperCase()}`;
}

function identify(sample: CheckpointerSample, settings: CheckpointSettings) {
  return {
    id: `${sample.timeline}/${formatLsn(sample.checkpointLsn)}`,
    kind: sample.inRecovery ? ('restartpoint' as const) : ('checkpoint' as const),
    checkpointLsn: formatLsn(sample.checkpointLsn),
    redoLsn: formatLsn(sample.redoLsn),
    checkpointTimeoutSeconds: settings.checkpointTimeoutSeconds,
    completionTarget: settings.completionTarget,
  };
}

/** The control file gives the whole second at which the last one began; on a standby it is the primary's, so not there. */
function fitStart(estimate: number, sample: CheckpointerSample, merged: number): number {
  if (sample.inRecovery) return estimate;
  const second = sample.checkpointTime;
  return Math.min(merged > 1 ? estimate : Math.max(estimate, second), second + 999);
}

function describeDoubts(facts: RecordFacts): string[] {
  const doubts: string[] = [];
  if (!facts.buffersKnown) {
    doubts.push('pages not known: observation began, or the statistics were reset, while it ran');
  }
  if (facts.mixedPages > 0) {
    const doubt = facts.mixedPages <= MIXED_PAGES_TOLERANCE ? `may be ${facts.mixedPages} off` : 'not known';
    doubts.push(`pages ${doubt}: one began at once after another, within one poll`);
  }
  if (facts.merged > 1)
    doubts.push(`${facts.merged} ended between two polls: times and pages are their sums`);
  return doubts;
}
