/**
 * Whether the next timed or WAL-forced checkpoint will be skipped: nothing important has been logged since the last
 * checkpoint record. Both are start positions of records, in bytes. Records of running transactions and segment
 * switches by archive_timeout are unimportant. CHECKPOINT, backups and shutdown force theirs.
 * Source: xlog.c, CreateCheckPoint and GetLastImportantRecPtr.
 */
export function willSkip(input: {
  readonly lastImportantLsn: number;
  readonly checkpointLsn: number;
}): boolean {
  return input.lastImportantLsn === input.checkpointLsn;
}

/** XLOG_CHECKPOINT_ONLINE: 24 header + 2 data header + 88 CheckPoint (pg_control.h), aligned to 8. */
const CHECKPOINT_RECORD_BYTES = 120;
/** XLOG_RUNNING_XACTS with at most one transaction: 24 header + 2 data header + 24 to 28, aligned to 8. */
const RUNNING_XACTS_RECORD_BYTES = 56;
const WAL_PAGE_BYTES = 8192;
/** On the first page of a segment (SizeOfXLogLongPHD); the others have 24. */
const MAX_PAGE_HEADER_BYTES = 40;

/**
 * The same guess from outside, where only the current position is seen (pg_current_wal_lsn, in bytes): at most 176
 * bytes since the start of the checkpoint record, and 40 more if a page ended in between. That is the checkpoint's own
 * record and the one RUNNING_XACTS with which the background writer answers it within 15 s (bgwriter.c,
 * BackgroundWriterMain). Measured on 18.4: 120, then 176, and there it stays.
 *
 * Errs to true for a bare commit (40 bytes, from pg_current_xact_id() only), until the next RUNNING_XACTS makes it
 * 216; errs to false with two or more transactions open, or after a segment switch.
 */
export function looksIdle(input: { readonly checkpointLsn: number; readonly currentLsn: number }): boolean {
  const { checkpointLsn, currentLsn } = input;
  const isSamePage = Math.floor(checkpointLsn / WAL_PAGE_BYTES) === Math.floor(currentLsn / WAL_PAGE_BYTES);
  const headerBytes = isSamePage ? 0 : MAX_PAGE_HEADER_BYTES;
  return currentLsn - checkpointLsn <= CHECKPOINT_RECORD_BYTES + RUNNING_XACTS_RECORD_BYTES + headerBytes;
}
