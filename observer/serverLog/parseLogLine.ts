import { cleanText } from '../../domain/printable.ts';
import { parseCompletion, splitReasons } from './completion.ts';
import { type LogEntry, openEntries } from './logEntry.ts';
import { type LogOrigin, readOrigin } from './logOrigin.ts';
import type { CheckpointKind, LogEvent } from './logRecord.ts';
import { findMarker, type Marker } from './markers.ts';
import { parseTimestamp } from './timestamp.ts';

export type LogMessage =
  | { readonly kind: 'event'; readonly event: LogEvent; readonly origin: LogOrigin }
  /** A checkpoint's or restartpoint's completion in a shape that is not known. */
  | { readonly kind: 'not-understood'; readonly line: string; readonly origin: LogOrigin };

const NONE: readonly LogMessage[] = [];

const SAMPLE_LENGTH = 300;
const LONG_LINE = 64 * 1024;
/** Lines that hold JSON come whole up to here. */
const MAX_JSON = 2 * 1024 * 1024;
const WINDOW = 4 * 1024;
/** No log_line_prefix is longer. */
const PREFIX = 512;

/** PostgreSQL prints two blanks after the severity; some collectors leave one. csvlog: severity, SQLSTATE, message. */
const SEVERITY =
  '(LOG|DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|LOCATION|STATEMENT|QUERY)';
const MESSAGE_START = new RegExp(`\\b${SEVERITY}(?:: {2,4}|"?,"?[0-9A-Z]{5}"?,"?)`);
const COLLAPSED_MESSAGE_START = new RegExp(`\\b${SEVERITY}: `);
/** A checkpoint is logged at LOG, a skipped one at DEBUG. */
const OWN_SEVERITY = /^(?:LOG|DEBUG)/;
/** log_error_verbosity = verbose. */
const SQLSTATE = /[0-9A-Z]{5}: /y;
/** Where a log was pasted: emphasis, code, and marks of HTML. */
const MARKUP = /\*\*|`|<\/?(?:b|i|em|strong|code|pre|span|mark|br|p|td|tr)(?: [^<>]{0,80})?\/?>/g;
const QUOTES = /^[*_~"“”\s]{0,8}$/;
/** A further line of a message: a tab at its beginning, or behind what a wrapper put there. */
const CONTINUATION = /#011|^(?:[^\t]{0,512}(?:\||\]:|\[\d{1,9}-\d{1,9}\]|\bF) ?)?\t/;
/** Texts that no prefix holds, but a statement or another program's line. */
const FOREIGN =
  /'|#011|\b(?:select|insert|update|values|where|like)\b|\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR)\b|\blevel=/i;

const COMPLETE = /(?:checkpoint|restartpoint) complete/y;
/** In every version so far: by it a completion is PostgreSQL's, whatever is before it. */
const WROTE = /(?:checkpoint|restartpoint) complete.{0,250}? wrote \d+ buffers/y;
const STARTING = /(checkpoint|restartpoint) starting:([a-z -]{0,200})/y;
const KNOWN_REASONS =
  /^(?: (?:time|wal|xlog|immediate|fast|force|wait|shutdown|end-of-recovery|flush-all|flush-unlogged))+ ?$/;
const SKIPPED =
  /(?:checkpoint skipped because |skipping restartpoint, (?:already performed|recovery has already ended))/y;
const TOO_FREQUENT = /checkpoints are occurring too frequently \((\d{1,9}) seconds? apart\)/y;

/**
 * The checkpoint messages of one line of a server log, most often none: plain with any log_line_prefix, csvlog, jsonlog,
 * behind a syslog prefix, or wrapped as CloudNativePG, Cloud SQL, OpenTelemetry and Docker do; many where a collector
 * put many on one line. Total and linear.
 *
 * A message must be the server's own: a statement that quotes one is none, nor is another program's checkpoint. For a
 * line beyond 64 KiB that is no JSON only 4 KiB on either side of the first marker are read. Servers that log in another
 * language (lc_messages) are out of scope.
 */
export function parseLogLine(line: string): readonly LogMessage[] {
  const marker = findMarker(line);
  if (marker === null) return NONE;
  const text = line.replace(/^\uFEFF/, '').replace(MARKUP, '');
  if (line.length <= LONG_LINE || (line.length <= MAX_JSON && /^\s*[[{,]/.test(line))) {
    return openEntries(text).flatMap(parseEntry);
  }
  return parseWindow(line, marker);
}

/** The events of a line. */
export const listEvents = (line: string): readonly LogEvent[] =>
  parseLogLine(line).flatMap((message) => (message.kind === 'event' ? [message.event] : []));

/** A line as reports show it. */
export const sampleLine = (line: string): string => cleanText(line, SAMPLE_LENGTH);

function parseEntry(entry: LogEntry): readonly LogMessage[] {
  const from = findMarker(entry.text)?.index;
  if (from === undefined) return NONE;
  const before = entry.text.slice(0, from);
  if (!isOwn(entry, before, from)) return NONE;
  const prefix = before.slice(-PREFIX);
  const at = parseTimestamp(prefix);
  const origin = readOrigin(prefix, at, entry);
  return parseMessage({ text: entry.text, from, at: at ?? entry.wrappedAt, origin });
}

/** Garbage before a message (NULs after a crash), or somebody's statement: only what follows a severity counts. */
function parseWindow(line: string, marker: Marker): readonly LogMessage[] {
  const before = line.slice(Math.max(0, marker.index - WINDOW), marker.index);
  if (locateMessage(before)?.from !== before.length) return NONE;
  const text = before + line.slice(marker.index, marker.index + WINDOW);
  const prefix = before.slice(-PREFIX);
  const at = parseTimestamp(prefix);
  const origin = readOrigin(prefix, at, { wrappedAt: null, name: null, process: null });
  return parseMessage({ text, from: before.length, at, origin });
}

/** True where the server itself wrote the message that begins at `from`, by what is before it. */
function isOwn({ text, isBare }: LogEntry, before: string, from: number): boolean {
  if (isBare) return before === '';
  if (CONTINUATION.test(before)) return false;
  const message = locateMessage(before);
  if (message === null) return !FOREIGN.test(before) && isUnmistakable(text, from);
  if (!OWN_SEVERITY.test(message.severity) || before.slice(0, message.from).includes("'")) return false;
  if (!QUOTES.test(before.slice(message.from))) return false;
  return message.isCertain || matchAt(COMPLETE, text, from) === null || matchAt(WROTE, text, from) !== null;
}

/** Without a severity only words that no other program uses will do. */
function isUnmistakable(text: string, from: number): boolean {
  const starting = matchAt(STARTING, text, from);
  if (starting !== null) return KNOWN_REASONS.test(starting[2] ?? '');
  return matchAt(COMPLETE, text, from) === null || matchAt(WROTE, text, from) !== null;
}

interface MessageStart {
  readonly severity: string;
  readonly from: number;
  /** Two blanks, or csvlog's columns: another program has one blank. */
  readonly isCertain: boolean;
}

/** Where the message begins, behind the first severity of the text before the marker; null without one. */
function locateMessage(before: string): MessageStart | null {
  const certain = MESSAGE_START.exec(before);
  const match = certain ?? COLLAPSED_MESSAGE_START.exec(before);
  if (match === null) return null;
  const behind = match.index + match[0].length;
  const from = matchAt(SQLSTATE, before, behind) === null ? behind : SQLSTATE.lastIndex;
  return { severity: match[1] ?? '', from, isCertain: certain !== null };
}

interface LocatedMessage {
  readonly text: string;
  readonly from: number;
  readonly at: string | null;
  readonly origin: LogOrigin;
}

function parseMessage({ text, from, at, origin }: LocatedMessage): readonly LogMessage[] {
  const event = (parsed: LogEvent): readonly LogMessage[] => [{ kind: 'event', event: parsed, origin }];
  if (matchAt(COMPLETE, text, from) !== null) {
    const checkpoint = parseCompletion(text, from, at);
    if (checkpoint === null) return [{ kind: 'not-understood', line: text, origin }];
    return event({ type: 'complete', checkpoint });
  }
  const starting = matchAt(STARTING, text, from);
  if (starting !== null) {
    const reasons = splitReasons(starting[2] ?? '');
    return event({ type: 'start', start: { kind: starting[1] as CheckpointKind, at, reasons } });
  }
  if (matchAt(SKIPPED, text, from) !== null) return event({ type: 'skipped', at });
  const frequent = matchAt(TOO_FREQUENT, text, from);
  return frequent === null ? NONE : event({ type: 'wal-too-frequent', at, seconds: Number(frequent[1]) });
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
