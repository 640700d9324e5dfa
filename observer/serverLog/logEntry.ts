import { parseTimestamp } from './timestamp.ts';
import { findObjects } from './findObjects.ts';
import { hasMarker } from './markers.ts';
import { readServerName } from './serverName.ts';

/** A server message in a text: the text from its own prefix on, without the JSON around it. */
export interface LogEntry {
  readonly text: string;
  /** True where the text is the message itself (jsonlog, CloudNativePG): no prefix may be before it. */
  readonly isBare: boolean;
  /** The wrappers' time of the line; null where they have none. */
  readonly wrappedAt: string | null;
  /** The wrappers' name of the server, and its process; null where they have none. */
  readonly name: string | null;
  readonly process: string | null;
}

type Wrapping = Pick<LogEntry, 'wrappedAt' | 'name' | 'process'>;

/** Docker in Kubernetes in a collector. */
const MAX_WRAPPERS = 4;
const MAX_DEPTH = 16;
const TEXT_KEYS = [
  'message',
  'msg',
  'log',
  'textPayload',
  'MESSAGE',
  'line',
  'event_message',
  'stringValue',
  '_raw',
] as const;
const TIME_KEYS = [
  'log_time',
  'timestamp',
  'time',
  '@timestamp',
  'timeUnixNano',
  '__REALTIME_TIMESTAMP',
] as const;
const PROCESS_KEYS = ['process_id', 'pid', '_PID'] as const;
/** Keys of a client's text, as jsonlog and its like keep it beside the message. */
const CLIENT_KEYS: ReadonlySet<string> = new Set([
  'statement',
  'query',
  'internal_query',
  'detail',
  'hint',
  'context',
]);

/**
 * Takes the JSON off: PostgreSQL's jsonlog, CloudNativePG (record.message), Cloud SQL (textPayload), Docker's json-file
 * (log), OpenTelemetry, each also inside another one, in an array on one line, or behind a text prefix (Kubernetes). A
 * line without a whole JSON object is its own text. Entries without a checkpoint message are left out: the message of a
 * well-formed record may not hold one while another of its fields, a client's statement, does.
 */
export function openEntries(line: string): readonly LogEntry[] {
  return openText({ text: line, isBare: false, wrappedAt: null, name: null, process: null }, MAX_WRAPPERS);
}

type JsonRecord = Readonly<Record<string, unknown>>;

function openText(entry: LogEntry, wrappers: number): LogEntry[] {
  const objects = wrappers === 0 ? [] : findObjects(entry.text);
  const first = objects[0];
  if (first === undefined) return entry.isBare ? [entry] : splitLines(entry);
  const prefix = entry.text.slice(0, first.from);
  const wrapping: Wrapping = {
    wrappedAt: parseTimestamp(prefix) ?? entry.wrappedAt,
    name: entry.name ?? readServerName(prefix),
    process: entry.process,
  };
  const opened = objects.map(({ record }) => openRecord(record, wrapping, wrappers, MAX_DEPTH));
  // No message field at all: unknown wrappers, whose text is searched unchanged.
  if (opened.every((entries) => entries === 'no-field')) return [entry];
  return opened.flatMap((entries) => (entries === 'no-field' ? [] : entries));
}

/** A collector may keep several lines in one field. */
function splitLines(entry: LogEntry): LogEntry[] {
  if (!entry.text.includes('\n')) return [entry];
  const lines = entry.text.split('\n').filter(hasMarker);
  return lines.map((text) => ({ ...entry, text }));
}

function openRecord(
  record: JsonRecord,
  around: Wrapping,
  wrappers: number,
  depth: number,
): LogEntry[] | 'no-field' {
  const wrapping: Wrapping = {
    // The inner time is nearer to the server than the collector's.
    wrappedAt: readTime(record) ?? around.wrappedAt,
    name: around.name ?? findName(record),
    process: readProcess(record) ?? around.process,
  };
  const texts = TEXT_KEYS.map((key) => record[key]).filter((text) => typeof text === 'string');
  const text = texts.find(hasMarker);
  if (text !== undefined) {
    return openText({ ...wrapping, text, isBare: 'error_severity' in record }, wrappers - 1);
  }
  if (depth === 0) return texts.length > 0 ? [] : 'no-field';
  const nested = Object.entries(record).flatMap(([key, value]) => (CLIENT_KEYS.has(key) ? [] : [value]));
  const opened = nested
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isRecord)
    .map((value) => openRecord(value, wrapping, wrappers, depth - 1));
  const isKnown = texts.length > 0 || opened.some((entries) => entries !== 'no-field');
  return isKnown ? opened.flatMap((entries) => (entries === 'no-field' ? [] : entries)) : 'no-field';
}

function readTime(record: JsonRecord): string | null {
  for (const key of TIME_KEYS) {
    const value = record[key];
    const at = typeof value === 'string' ? (parseTimestamp(value) ?? parseEpoch(value)) : parseEpoch(value);
    if (at !== null) return at;
  }
  return null;
}

/** Seconds, milli-, micro- or nanoseconds since the epoch, as a number or its digits: years 2001 to 2286. */
function parseEpoch(value: unknown): string | null {
  const digits = String(value);
  if (!/^\d{10}(?:\d{3}){0,3}$/.test(digits)) return null;
  return new Date(Number(digits.slice(0, 13).padEnd(13, '0'))).toISOString();
}

function readProcess(record: JsonRecord): string | null {
  const values = PROCESS_KEYS.map((key) => JSON.stringify(record[key]) ?? '');
  return (
    values.map((value) => /^"?(\d{1,10})"?$/.exec(value)?.[1]).find((found) => found !== undefined) ?? null
  );
}

const NAME_KEYS = [
  'pod_name',
  'k8s.pod.name',
  'pod',
  'logging_pod',
  'container_name',
  'CONTAINER_NAME',
  'container',
  'database_id',
  'instance',
  'service.name',
  'logStream',
  'host.name',
  'hostname',
  'host',
  '_HOSTNAME',
] as const;
const NAMED_PARTS = ['kubernetes', 'labels', 'resource', 'attributes', 'metadata', 'stream'] as const;

/** A collector's name of the server: the pod before the container before the host. */
function findName(record: JsonRecord): string | null {
  const parts = [record, ...NAMED_PARTS.map((key) => record[key])].map(toAttributes).filter(isRecord);
  const inner = parts
    .slice(1)
    .flatMap((part) => [part['labels'], part['attributes']].map(toAttributes).filter(isRecord));
  const all = [...parts, ...inner];
  for (const key of NAME_KEYS) {
    for (const part of all) {
      const value = part[key];
      const name = isRecord(value) ? value['name'] : value;
      if (typeof name === 'string' && name !== '') return name;
    }
  }
  return null;
}

/** OpenTelemetry lists its attributes: [{"key": …, "value": {"stringValue": …}}]. */
function toAttributes(part: unknown): unknown {
  if (!Array.isArray(part)) return part;
  const pairs = part.filter(isRecord).map(({ key, value }) => [key, isRecord(value) && value['stringValue']]);
  return Object.fromEntries(pairs) as JsonRecord;
}

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
