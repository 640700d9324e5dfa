import type { CheckpointerSample } from '../../domain/postgres.ts';
import { PAGE_WRITERS } from '../../domain/pageWriters.ts';
import { pagesWrittenName, type SampleName, sessionsName } from '../../domain/sampleNames.ts';
import { WAIT_KINDS } from '../../domain/sessions.ts';
import type { BufferSample } from '../metrics/recorder.ts';
import { describePhase } from '../../observer/describePhase.ts';
import type { ObserverView } from '../../domain/observerView.ts';

type Values<Name extends SampleName> = Readonly<Record<Name, number | null>>;
type PaceName = 'timeScale' | 'syncIntervalSeconds' | 'steadySince';
type BufferName = Extract<SampleName, `buffer${string}` | 'ledgerImbalance'>;

/** One sample of the history: always the same names, null for what is not known. */
export function createSampleValues(
  view: ObserverView,
  buffer: BufferSample | null,
  pace: Values<PaceName>,
): Values<SampleName> {
  return { ...describeServer(view), ...describeBuffer(buffer), ...pace };
}

/** What a sample holds of any server. Its counters are null while it is not seen. */
export function describeServer(view: ObserverView): Values<Exclude<SampleName, PaceName | BufferName>> {
  const seen = view.status.connected ? view.sample : null;
  const phase = seen === null ? null : describePhase(seen, view.running);
  const sessions = seen === null ? null : (view.sessions ?? null);
  return {
    checkpointTimeoutSeconds: view.settings?.checkpointTimeoutSeconds ?? null,
    completionTarget: view.settings?.completionTarget ?? null,
    walBytesTotal: seen?.walBytes ?? null,
    fullPageImagesTotal: seen?.fullPageImages ?? null,
    rowChangesTotal: seen?.rowChanges ?? null,
    checkpointBuffersTotal: seen?.buffersWritten ?? null,
    checkpointSecondsTotal: seen === null ? null : countCheckpointSeconds(seen, view.running),
    checkpointWriting: phase?.writing ?? null,
    checkpointSyncing: phase?.syncing ?? null,
    checkpointerIo: phase?.checkpointerIo ?? null,
    sessionsActive: sessions?.active ?? null,
    longestStatementSeconds: sessions?.longestSeconds ?? null,
    transactionsTotal: sessions?.transactions ?? null,
    ioReadMsTotal: sessions?.io?.readMs ?? null,
    ioWriteMsTotal: sessions?.io?.writeMs ?? null,
    ioFsyncMsTotal: sessions?.io?.fsyncMs ?? null,
    ...Object.fromEntries(WAIT_KINDS.map((kind) => [sessionsName(kind), sessions?.waits[kind] ?? null])),
    ...Object.fromEntries(PAGE_WRITERS.map((by) => [pagesWrittenName(by), seen?.pageWrites[by] ?? null])),
  };
}

/** The server counts a checkpoint's time when it ends: with that of the one that runs. */
const countCheckpointSeconds = (
  { writeMs, syncMs }: CheckpointerSample,
  running: ObserverView['running'],
): number => (writeMs + syncMs) / 1_000 + (running?.elapsedSeconds ?? 0);

function describeBuffer(buffer: BufferSample | null): Values<BufferName> {
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
