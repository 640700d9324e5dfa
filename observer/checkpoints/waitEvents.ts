/** Wait events of the checkpointer: https://www.postgresql.org/docs/18/monitoring-stats.html#WAIT-EVENT-TABLE */
export const IDLE = 'CheckpointerMain';
/** The sleep between two pages of a paced checkpoint, and only there. */
export const NAP = 'CheckpointWriteDelay';

/** Null is not known (no right to see it, or on the CPU): then it may be either. */
export function isBusy({ waitEvent }: { readonly waitEvent: string | null }): boolean {
  return waitEvent !== null && waitEvent !== IDLE;
}

/** Not WALSync: it flushes WAL ahead of the pages, too. */
export const isSyncing = ({ waitEvent }: { readonly waitEvent: string | null }): boolean =>
  /^(DataFile|SLRU)Sync$/i.test(waitEvent ?? '');

/** Neither idle nor in its nap. */
export const waitsForFiles = ({ waitEvent }: { readonly waitEvent: string | null }): boolean =>
  waitEvent !== null && waitEvent !== IDLE && waitEvent !== NAP;

/** What the checkpointer waits for in a checkpoint and nowhere else: naps, and reads and writes of data files. */
export function isInCheckpoint({ waitEvent }: { readonly waitEvent: string | null }): boolean {
  return waitEvent === NAP || (waitEvent?.startsWith('DataFile') ?? false);
}
