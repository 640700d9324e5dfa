import { PAGE_BYTES } from '../domain/postgres.ts';

/**
 * Full-page images between two redo points: one for each distinct page changed, none without full_page_writes.
 * A lower bound where checksums or wal_log_hints are on: then setting hint bits, so reading, can log images too.
 * Source: xloginsert.c, XLogRecordAssemble (needs_backup = page LSN ≤ RedoRecPtr), and XLogSaveBufferForHint.
 */
export function estimateFullPageImages(input: {
  readonly distinctPages: number;
  readonly fullPageWrites: boolean;
}): number {
  return input.fullPageWrites ? input.distinctPages : 0;
}

export interface WalParts {
  readonly fullPageImages: number;
  /** See expectImageBytes. */
  readonly bytesPerImage: number;
  /** Change records (rows and index entries alike). */
  readonly changes: number;
  /** One record without images, its header included. */
  readonly bytesPerChange: number;
  readonly commits: number;
  readonly bytesPerCommit: number;
}

/**
 * WAL bytes between two redo points: images × image + changes × change + commits × commit. Slightly high: a record
 * that carries an image may leave out the row data that the image holds (xloginsert.c, XLogRecordAssemble).
 */
export function estimateWalBytes(input: WalParts): number {
  return (
    input.fullPageImages * input.bytesPerImage +
    input.changes * input.bytesPerChange +
    input.commits * input.bytesPerCommit
  );
}

/**
 * Bytes of one image: 8192 less the hole between a page's item pointers and its rows, divided by the compression
 * ratio (raw / stored, so 2 halves it). Never more than raw: an image that does not shrink is stored as it is.
 * Source: xloginsert.c, XLogRecordAssemble and XLogCompressBackupBlock (wal_compression).
 */
export function expectImageBytes(input: {
  readonly holeBytes: number;
  readonly compressionRatio?: number;
}): number {
  return (PAGE_BYTES - input.holeBytes) / Math.max(1, input.compressionRatio ?? 1);
}
