import { cleanText } from '../../domain/printable.ts';
import { parseCompletion } from './completion.ts';
import { openEntry } from './logEntry.ts';
import type { CheckpointKind, LogEvent } from './logRecord.ts';
import { parseTimestamp } from './timestamp.ts';

export type ParsedLine =
  | { readonly kind: 'event'; readonly event: LogEvent }
  /** A checkpoint's or restartpoint's completion in a shape that is not known. */
  | { readonly kind: 'not-understood'; readonly line: string }
  | { readonly kind: 'other' };

const OTHER: ParsedLine = { kind: 'other' };

const MARKERS = [
  'checkpoint complete',
  'restartpoint complete',
  'checkpoint starting:',
  'restartpoint starting:',
  'checkpoint skipped ',
  'skipping restartpoint, ',
  'checkpoints are occurring too frequently',
] as const;

const SAMPLE_LENGTH = 300;
const LONG_LINE = 64 * 1024;
const WINDOW = 4 * 1024;
/** No log_line_prefix is longer. */
const PREFIX = 512;

/** PostgreSQL prints two blanks after the severity; some collectors leave one. csvlog: severity, SQLSTATE, message. */
const SEVERITY = '(?:LOG|DEBUG[1-5]?|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT|QUERY)';
const MESSAGE_START = new RegExp(`\\b${SEVERITY}(?:: {2,4}|,[0-9A-Z]{5},")`);
const COLLAPSED_MESSAGE_START = new RegExp(`\\b${SEVERITY}: `);
/** log_error_verbosity = verbose. */
const SQLSTATE = /[0-9A-Z]{5}: /y;

const COMPLETE = /(?:checkpoint|restartpoint) complete/y;
const STARTING = /(checkpoint|restartpoint) starting:([a-z -]{0,200})/y;
const SKIPPED = /(?:checkpoint skipped |skipping restartpoint, )/y;
const TOO_FREQUENT = /checkpoints are occurring too frequently \((\d{1,9}) seconds? apart\)/y;

/**
 * Reads one line of a server log: plain with any log_line_prefix, csvlog, jsonlog, behind a syslog prefix, or wrapped
 * as CloudNativePG, Cloud SQL and Docker do. Total and linear: every text has exactly one answer.
 *
 * The message must be the server's own: a statement that quotes one is `other`. Of a line beyond 64 KiB only 4 KiB on
 * either side of the first marker are read. Servers that log in another language (lc_messages) are out of scope: their
 * lines are `other`.
 */
export function parseLogLine(line: string): ParsedLine {
  if (!line.includes('point')) return OTHER;
  const marker = findMarker(line);
  if (marker === null) return OTHER;
  // The server indents the further lines of a message with a tab.
  if (line.startsWith('\t')) return OTHER;
  if (line.length > LONG_LINE) return parseWindow(line, marker);
  const entry = openEntry(line, marker.text);
  if (entry === null) return OTHER;
  const from = entry.text.indexOf(marker.text);
  const before = entry.text.slice(0, from);
  const start = entry.isBare ? 0 : (locateMessage(before) ?? from);
  if (start !== from) return OTHER;
  return parseMessage({ line, text: entry.text, from, at: parseTimestamp(before) ?? entry.wrappedAt });
}

/** A line as reports show it. */
export const sampleLine = (line: string): string => cleanText(line, SAMPLE_LENGTH);

interface Marker {
  readonly text: string;
  readonly index: number;
}

/** The first marker of the line. */
function findMarker(line: string): Marker | null {
  let first: Marker | null = null;
  for (const text of MARKERS) {
    const index = line.indexOf(text);
    if (index !== -1 && (first === null || index < first.index)) first = { text, index };
  }
  return first;
}

/** Garbage before a message (NULs after a crash), or somebody's statement: only what follows a severity counts. */
function parseWindow(line: string, marker: Marker): ParsedLine {
  const before = line.slice(Math.max(0, marker.index - WINDOW), marker.index);
  if (locateMessage(before) !== before.length) return OTHER;
  const text = before + line.slice(marker.index, marker.index + WINDOW);
  const at = parseTimestamp(before.slice(-PREFIX));
  return parseMessage({ line: text, text, from: before.length, at });
}

/** Where the message begins, behind the first severity of what stands before the marker; null without one. */
function locateMessage(before: string): number | null {
  const match = MESSAGE_START.exec(before) ?? COLLAPSED_MESSAGE_START.exec(before);
  if (match === null) return null;
  const from = match.index + match[0].length;
  return matchAt(SQLSTATE, before, from) === null ? from : SQLSTATE.lastIndex;
}

interface LocatedMessage {
  readonly line: string;
  readonly text: string;
  readonly from: number;
  readonly at: string | null;
}

function parseMessage({ line, text, from, at }: LocatedMessage): ParsedLine {
  if (matchAt(COMPLETE, text, from) !== null) {
    const checkpoint = parseCompletion(text, from, at);
    if (checkpoint === null) return { kind: 'not-understood', line };
    return { kind: 'event', event: { type: 'complete', checkpoint } };
  }
  const starting = matchAt(STARTING, text, from);
  if (starting !== null) {
    const reasons = (starting[2] ?? '').split(' ').filter((word) => word !== '');
    return {
      kind: 'event',
      event: { type: 'start', start: { kind: starting[1] as CheckpointKind, at, reasons } },
    };
  }
  if (matchAt(SKIPPED, text, from) !== null) return { kind: 'event', event: { type: 'skipped', at } };
  const frequent = matchAt(TOO_FREQUENT, text, from);
  if (frequent === null) return OTHER;
  return { kind: 'event', event: { type: 'wal-too-frequent', at, seconds: Number(frequent[1]) } };
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
