import type { CheckpointerSample } from '../../domain/postgres.ts';
import { PAGE_WRITERS } from '../../domain/pageWriters.ts';
import { pagesWrittenName } from '../../domain/sampleNames.ts';
import type { BufferSample } from '../metrics/recorder.ts';
import type { ObserverView } from '../../domain/observerView.ts';

/**
 * One sample of the history: always the same names, null for what is not known. Counters of the server end in Total;
 * they stand still while the server is not seen.
 */
export function createSampleValues(
  view: ObserverView,
  buffer: BufferSample | null,
): Record<string, number | null> {
  return { ...describeServer(view), ...describeRunning(view), ...describeBuffer(buffer) };
}

function describeServer(view: ObserverView): Record<string, number | null> {
  const seen = view.status.connected ? view.sample : null;
  return {
    postgresConnected: view.status.connected ? 1 : 0,
    dirtyBuffers: seen === null ? null : view.dirtyBuffers,
    walSinceRedoBytes: seen === null ? null : Math.max(0, seen.walLsn - seen.redoLsn),
    walTriggerBytes: view.walTriggerBytes,
    checkpointTimeoutSeconds: view.settings?.checkpointTimeoutSeconds ?? null,
    completionTarget: view.settings?.completionTarget ?? null,
    walBytesTotal: seen?.walBytes ?? null,
    walRecordsTotal: seen?.walRecords ?? null,
    fullPageImagesTotal: seen?.fullPageImages ?? null,
    checkpointBuffersTotal: seen?.buffersWritten ?? null,
    checkpointWriteMsTotal: seen?.writeMs ?? null,
    checkpointSyncMsTotal: seen?.syncMs ?? null,
    checkpointSecondsTotal: seen === null ? null : countCheckpointSeconds(seen, view.running),
    ...Object.fromEntries(PAGE_WRITERS.map((by) => [pagesWrittenName(by), seen?.pageWrites[by] ?? null])),
  };
}

/** The server counts a checkpoint's time when it ends: with that of the one that runs. */
const countCheckpointSeconds = (
  { writeMs, syncMs }: CheckpointerSample,
  running: ObserverView['running'],
): number => (writeMs + syncMs) / 1_000 + (running?.elapsedSeconds ?? 0);

function describeRunning({ running, next }: ObserverView): Record<string, number | null> {
  return {
    checkpointRuns: running === null ? 0 : 1,
    runningBuffersWritten: running?.buffersWritten ?? null,
    runningBuffersExpected: running?.buffersTotal ?? null,
    runningTimeShare: running?.timeShare ?? null,
    runningWalShare: running?.walShare ?? null,
    predictedWriteSeconds: running?.predicted?.writeSeconds ?? next?.writeSeconds ?? null,
  };
}

function describeBuffer(buffer: BufferSample | null): Record<string, number | null> {
  const oldest = buffer?.oldestDirtyAt ?? null;
  return {
    bufferEntries: buffer?.pending ?? null,
    bufferParked: buffer?.parked ?? null,
    bufferDead: buffer?.dead ?? null,
    bufferMemoryBytes: buffer?.memoryBytes ?? null,
    bufferOldestSeconds:
      buffer === null ? null : oldest === null ? 0 : Math.max(0, Date.now() - oldest / 1_000) / 1_000,
    ledgerImbalance: buffer?.imbalance ?? null,
  };
}
