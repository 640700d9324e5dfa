import type { HistorySample } from '../../domain/history.ts';
import { sessionsName } from '../../domain/sampleNames.ts';
import { WAIT_KINDS, type Waits } from '../../domain/sessions.ts';
import type { Moment } from './moment.ts';

/** A moment of the history; null where the sessions were not seen. `checkpointStartedAt` is not kept in samples. */
export function toMoment({ at, lastAt = at, values }: HistorySample): Moment | null {
  const read = (name: string): number | null => values[name] ?? null;
  const active = read('sessionsActive');
  const transactions = read('transactionsTotal');
  const pages = read('checkpointBuffersTotal');
  if (active === null || transactions === null || pages === null) return null;
  const readMs = read('ioReadMsTotal');
  const writeMs = read('ioWriteMsTotal');
  return {
    at: lastAt,
    active,
    waits: Object.fromEntries(WAIT_KINDS.map((kind) => [kind, read(sessionsName(kind)) ?? 0])) as Waits,
    longestSeconds: read('longestStatementSeconds') ?? 0,
    transactions,
    writing: read('checkpointWriting') ?? 0,
    syncing: read('checkpointSyncing') ?? 0,
    checkpointerIo: read('checkpointerIo') ?? 0,
    checkpointStartedAt: null,
    pages,
    images: read('fullPageImagesTotal'),
    walBytes: read('walBytesTotal'),
    io: readMs === null || writeMs === null ? null : { readMs, writeMs, fsyncMs: read('ioFsyncMsTotal') },
  };
}
