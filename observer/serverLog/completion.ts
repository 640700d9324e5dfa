import type { CheckpointKind, LoggedCheckpoint } from './logRecord.ts';

// Each part is matched at its place only (sticky), with bounded repetition: the whole is linear.
const HEAD = /(checkpoint|restartpoint) complete:(?:([a-z -]{0,200}):)? wrote (\d{1,10}) buffers/y;
const PERCENT = / \((\d{1,3}\.\d)%\)/y;
const SLRU = /, wrote (\d{1,10}) SLRU buffers/y;
const FILES =
  /; (\d{1,10}) (?:WAL|transaction log) file\(s\) added, (\d{1,10}) removed, (\d{1,10}) recycled/y;
const TIMES = /; write=(\d{1,10}\.\d{3}) s, sync=(\d{1,10}\.\d{3}) s, total=(\d{1,10}\.\d{3}) s/y;
const SYNCS = /; sync files=(\d{1,10}), longest=(\d{1,10}\.\d{3}) s, average=(\d{1,10}\.\d{3}) s/y;
const DISTANCE = /; distance=(\d{1,15}) kB, estimate=(\d{1,15}) kB/y;
const LSNS = /; lsn=([0-9A-F]{1,8}\/[0-9A-F]{1,8}), redo lsn=([0-9A-F]{1,8}\/[0-9A-F]{1,8})/y;
/** A known part behind what was read: cut off, or in an unknown shape. */
const UNREAD = /^[,;].{0,200}(?:SLRU buffers|sync files=|distance=|lsn=)/;

/**
 * Parses the completion message that begins at `from`; null where it has no known shape. What follows it in the text
 * (a wrapper's rest, parts of a later version) is left alone, unless it is a known part in an unknown shape.
 * Source: LogCheckpointEnd in xlog.c, 8.4 to 19. "transaction log" became "WAL" in 10; sync files came with 9.1,
 * distance with 9.5, lsn with 16, SLRU buffers with 18, the reasons between colons with 19.
 */
export function parseCompletion(text: string, from: number, at: string | null): LoggedCheckpoint | null {
  const parts = new PartReader(text, from);
  const head = parts.read(HEAD);
  if (head === null) return null;
  const percent = parts.read(PERCENT);
  const slru = parts.read(SLRU);
  const files = parts.read(FILES);
  const times = parts.read(TIMES);
  if (times === null || (files === null && head[1] === 'checkpoint')) return null;
  const syncs = parts.read(SYNCS);
  const distance = parts.read(DISTANCE);
  const lsns = parts.read(LSNS);
  if (UNREAD.test(parts.rest(300))) return null;
  return {
    kind: head[1] as CheckpointKind,
    at,
    reasons: head[2] === undefined ? null : splitReasons(head[2]),
    buffers: Number(head[3]),
    buffersPercent: toNumber(percent?.[1]),
    slruBuffers: toNumber(slru?.[1]),
    filesAdded: Number(files?.[1] ?? 0),
    filesRemoved: Number(files?.[2] ?? 0),
    filesRecycled: Number(files?.[3] ?? 0),
    writeSeconds: Number(times[1]),
    syncSeconds: Number(times[2]),
    totalSeconds: Number(times[3]),
    syncFiles: toNumber(syncs?.[1]),
    longestSyncSeconds: toNumber(syncs?.[2]),
    averageSyncSeconds: toNumber(syncs?.[3]),
    distanceKiB: toNumber(distance?.[1]),
    estimateKiB: toNumber(distance?.[2]),
    checkpointLsn: lsns?.[1] ?? null,
    redoLsn: lsns?.[2] ?? null,
  };
}

/** Reads parts that follow one another; an absent part reads as null and moves nothing. */
class PartReader {
  private readonly text: string;
  private position: number;

  constructor(text: string, from: number) {
    this.text = text;
    this.position = from;
  }

  read(part: RegExp): RegExpExecArray | null {
    part.lastIndex = this.position;
    const match = part.exec(this.text);
    if (match !== null) this.position = part.lastIndex;
    return match;
  }

  rest(most: number): string {
    return this.text.slice(this.position, this.position + most);
  }
}

const toNumber = (digits: string | undefined): number | null =>
  digits === undefined ? null : Number(digits);

/** The server's words for why, as a start or a completion of 19 prints them; none where it printed none. */
export const splitReasons = (words: string): readonly string[] =>
  words.split(' ').filter((word) => word !== '');
