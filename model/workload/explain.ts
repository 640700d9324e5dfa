import { isSplit, isUnbuffered } from '../../domain/strategies.ts';
import { formatBytes, formatCount } from '../../domain/format.ts';
import type { SettingChange } from '../../domain/platforms.ts';
import { NAP_SECONDS } from '../pacing.ts';
import { walTriggerBytes } from '../walTrigger.ts';
import type { Prediction, Workload } from './types.ts';

/** As PostgreSQL has it: its MB are 1,048,576 bytes. */
const MIB = 1024 ** 2;
const SEGMENT_BYTES = 16 * MIB;

const percent = (part: number, whole: number): string =>
  whole <= 0 ? '0 %' : `${Math.round((100 * part) / whole)} %`;

/** Why a prediction is what it is: a few sentences, each with its reason. */
export function explainPrediction(workload: Workload, prediction: Prediction): string[] {
  const { cycle } = prediction;
  return [
    explainPages(workload, prediction),
    explainRunning(prediction),
    explainDuration(prediction),
    explainWal(workload, prediction),
    explainCause(workload, prediction),
    ...(cycle.buffersWritten < 0.98 * cycle.dirtyAtEnd && !cycle.skipped
      ? [
          `More pages are changed than shared_buffers (${formatCount(workload.sharedBuffersPages)} pages) keeps dirty: about ` +
            `${formatCount(cycle.dirtyAtEnd - cycle.buffersWritten)} are written by others before the checkpoint comes to them. ` +
            'This part of the model is the roughest.',
        ]
      : []),
  ];
}

function explainPages(workload: Workload, { cycle }: Prediction): string {
  const { strategy, movingIndexes, stayingIndexes } = workload;
  const pages = `A cycle changes ${formatCount(cycle.dirtyPages)} distinct pages`;
  if (isSplit(strategy)) {
    return `${pages}: the rows that change lie side by side in a narrow table, and no index hears of them.`;
  }
  const all = movingIndexes + stayingIndexes;
  if (movingIndexes === 0) {
    return `${pages}. No index is on a column that changes, so where a page has room no index hears of an update.`;
  }
  return (
    `${pages}, ${percent(cycle.indexPages, cycle.dirtyPages)} of them in indexes: ${formatCount(movingIndexes)} of ${formatCount(all)} are on columns ` +
    `that change, and then every index gets a new entry.`
  );
}

function explainRunning({ cycle }: Prediction): string {
  const taken = cycle.dirtyPages - cycle.dirtyAtEnd;
  if (taken < 0.02 * cycle.dirtyPages) return `All of them are dirty when the next checkpoint starts.`;
  return (
    `${formatCount(taken)} of them are clean again when the next checkpoint starts: the one before, still writing, took ` +
    'their change along.'
  );
}

function explainDuration({ cycle, kneeBuffers, plateauSeconds }: Prediction): string {
  if (cycle.skipped) return 'No checkpoint comes: nothing is logged in between.';
  const seconds = `${cycle.writeSeconds.toFixed(cycle.writeSeconds < 100 ? 1 : 0)} s`;
  if (cycle.cause === 'wal') {
    return `It takes ${seconds}: WAL forces the next one, so it must be done within a share of the ${formatCount(cycle.seconds)} s between two.`;
  }
  if (isNear(cycle.writeSeconds, plateauSeconds)) {
    return `It takes ${seconds}: beyond the knee at ${formatCount(kneeBuffers)} pages every checkpoint takes the plateau of ${formatCount(plateauSeconds)} s, however many pages there are.`;
  }
  return isNear(cycle.writeSeconds, NAP_SECONDS * cycle.buffersWritten)
    ? `It takes ${seconds}: 0.1 s a page, below the knee at ${formatCount(kneeBuffers)} pages.`
    : `It takes ${seconds} on average: some cycles lie below the knee at ${formatCount(kneeBuffers)} pages, some beyond it.`;
}

const isNear = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 0.02 * Math.max(one, other) + 0.1;

function explainWal({ fullPageWrites }: Workload, { cycle }: Prediction): string {
  const wal = `${formatBytes(cycle.walBytes)} of WAL`;
  if (!fullPageWrites) return `${wal} a cycle, without page images.`;
  return `${wal} a cycle, ${percent(cycle.wal.images, cycle.walBytes)} of it page images: one for each page on its first change.`;
}

function explainCause(
  { maxWalSizeBytes, completionTarget, strategy }: Workload,
  { cycle, perHour }: Prediction,
): string {
  const { mostBytes } = walTriggerBytes({ maxWalSizeBytes, completionTarget, segmentBytes: SEGMENT_BYTES });
  if (cycle.cause === 'wal') {
    return `WAL forces it after ${formatCount(cycle.seconds)} s: max_wal_size lets ${formatBytes(mostBytes)} pass between two.`;
  }
  if (perHour.skippedCheckpoints > 0.5) {
    return `${formatCount(perHour.checkpoints)} timed ones an hour; ${formatCount(perHour.skippedCheckpoints)} more are skipped, since nothing was written.`;
  }
  const buffering = isUnbuffered(strategy) ? '' : ' Buffering does not change that.';
  return `${formatCount(perHour.checkpoints)} an hour, timed: only checkpoint_timeout makes them rarer.${buffering}`;
}

/** The settings in which two workloads differ. */
export function listSettingChanges(before: Workload, after: Workload): readonly SettingChange[] {
  const settings: readonly (readonly [SettingChange, boolean])[] = [
    [
      { name: 'checkpoint_timeout', seconds: after.checkpointTimeoutSeconds },
      after.checkpointTimeoutSeconds !== before.checkpointTimeoutSeconds,
    ],
    [
      { name: 'checkpoint_completion_target', share: after.completionTarget },
      after.completionTarget !== before.completionTarget,
    ],
    [
      { name: 'max_wal_size', megabytes: Math.round(after.maxWalSizeBytes / MIB) },
      after.maxWalSizeBytes !== before.maxWalSizeBytes,
    ],
    [
      { name: 'wal_compression', on: after.compressionRatio > 1 },
      after.compressionRatio > 1 !== before.compressionRatio > 1,
    ],
    [{ name: 'full_page_writes', on: after.fullPageWrites }, after.fullPageWrites !== before.fullPageWrites],
    [
      { name: 'shared_buffers', pages: after.sharedBuffersPages },
      after.sharedBuffersPages !== before.sharedBuffersPages,
    ],
  ];
  return settings.filter(([, isChanged]) => isChanged).map(([change]) => change);
}
