import type { LogEntry } from './logEntry.ts';
import { readServerName } from './serverName.ts';
import { parseLocalClock } from './timestamp.ts';

/** The process that wrote a line, as far as the line says it. */
export interface LogOrigin {
  /** The wrapper's name for the server: a container, pod or host. */
  readonly name: string | null;
  readonly process: string | null;
  /** The prefix without its figures and times: servers with other prefixes are other servers. */
  readonly prefix: string;
  /** Milliseconds by the writer's clock, whose zone may be unknown: only to put lines in order. */
  readonly clockMs: number | null;
}

// The nearest to the message counts: a supervisor's own process may be before it.
const BRACKETED = /\[([1-9]\d{0,9})\]/g;
const LABELLED = /\b(?:p|pid|process)\s?[=:]\s?([1-9]\d{0,9})\b/i;
/** %c: start of the session and process, both in hexadecimal. */
const SESSION = /\b[0-9a-f]{8}\.([0-9a-f]{1,8})\b/;
const CSVLOG = /^[^,]{19,40},[^,]{0,130},[^,]{0,130},(\d{1,10}),/;
const TIMES =
  /\d{4}[-/]\d\d[-/]\d\d[ T]?|\d\d:\d\d:\d\d(?:[.,]\d+)? ?(?:[A-Z]{1,5}\b|[+-]\d\d(?::?\d\d)?)?|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/g;

/** Reads it off the text before a message, whose time may be `at`, and what the wrappers around that said. */
export function readOrigin(
  before: string,
  at: string | null,
  wrapping: Pick<LogEntry, 'wrappedAt' | 'name' | 'process'>,
): LogOrigin {
  const ownMs = at === null ? parseLocalClock(before) : Date.parse(at);
  const wrappedMs = wrapping.wrappedAt === null ? null : Date.parse(wrapping.wrappedAt);
  return {
    name: wrapping.name ?? readServerName(before),
    process: readProcess(before) ?? wrapping.process,
    prefix: before.replace(TIMES, '').replace(/\d+/g, '0').replace(/\s+/g, ' '),
    clockMs: ownMs ?? wrappedMs,
  };
}

function readProcess(before: string): string | null {
  const csv = CSVLOG.exec(before)?.[1];
  if (csv !== undefined) return csv;
  const bracketed = Array.from(before.matchAll(BRACKETED)).at(-1)?.[1];
  if (bracketed !== undefined) return bracketed;
  const labelled = LABELLED.exec(before)?.[1];
  if (labelled !== undefined) return labelled;
  const session = SESSION.exec(before)?.[1];
  if (session !== undefined) return String(Number.parseInt(session, 16));
  return readOnlyNumber(before);
}

/** A prefix with one number besides the time: most likely %p. */
function readOnlyNumber(before: string): string | null {
  const numbers = before.replace(TIMES, ' ').match(/(?<![\w.-])[1-9]\d{0,9}(?=LOG\b|[^\w.-])/g) ?? [];
  return numbers.length === 1 ? numbers[0] : null;
}
