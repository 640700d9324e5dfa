import { parseTimestamp } from './timestamp.ts';

/** A server message in a text: the text from its own prefix on, without the JSON around it. */
export interface LogEntry {
  readonly text: string;
  /** True where the text is the message itself (jsonlog, CloudNativePG): no prefix may stand before it. */
  readonly isBare: boolean;
  /** What the wrappers say when it was written; null where they do not. */
  readonly wrappedAt: string | null;
}

/** Docker in Kubernetes in a collector. */
const MAX_WRAPPERS = 4;
const OBJECT_START = /\{\s?"/;
const TEXT_KEYS = ['message', 'msg', 'log', 'textPayload', 'MESSAGE', 'line'] as const;
const NESTED_KEYS = ['record', 'jsonPayload', 'properties', '_source'] as const;
const TIME_KEYS = ['log_time', 'timestamp', 'time', '@timestamp'] as const;

/**
 * Takes the JSON off: PostgreSQL's jsonlog, CloudNativePG (record.message), Cloud SQL (textPayload), Docker's
 * json-file (log), each also inside another one or behind a text prefix (Kubernetes). A line that is no whole JSON
 * object is its own text. Null: the message of a well-formed record does not hold `marker`, some other field does.
 */
export function openEntry(line: string, marker: string): LogEntry | null {
  let entry: LogEntry = { text: line, isBare: false, wrappedAt: null };
  for (let depth = 0; depth < MAX_WRAPPERS; depth++) {
    const wrapper = parseWrapper(entry.text);
    if (wrapper === null) return entry;
    const message = findMessage(wrapper.record, marker);
    // No known field at all: an unknown wrapper, whose text is searched as it stands.
    if (message === 'no-field') return entry;
    if (message === 'elsewhere') return null;
    // The inner time is nearer to the server than the collector's.
    const wrappedAt = message.at ?? parseTimestamp(wrapper.prefix) ?? entry.wrappedAt;
    entry = { text: message.text, isBare: message.isBare, wrappedAt };
  }
  return entry;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function parseWrapper(text: string): { readonly prefix: string; readonly record: JsonRecord } | null {
  const from = text.search(OBJECT_START);
  if (from === -1) return null;
  try {
    const record: unknown = JSON.parse(text.slice(from));
    return isRecord(record) ? { prefix: text.slice(0, from), record } : null;
  } catch {
    // A brace in a plain line, or JSON that was cut off.
    return null;
  }
}

interface Message {
  readonly text: string;
  readonly isBare: boolean;
  readonly at: string | null;
}

function findMessage(record: JsonRecord, marker: string): Message | 'elsewhere' | 'no-field' {
  let isKnown = false;
  for (const key of TEXT_KEYS) {
    const text = record[key];
    if (typeof text !== 'string') continue;
    isKnown = true;
    if (text.includes(marker)) return { text, isBare: 'error_severity' in record, at: readTime(record) };
  }
  for (const key of NESTED_KEYS) {
    const nested = record[key];
    if (!isRecord(nested)) continue;
    const message = findMessage(nested, marker);
    if (message === 'elsewhere') isKnown = true;
    else if (message !== 'no-field') return { ...message, at: message.at ?? readTime(record) };
  }
  return isKnown ? 'elsewhere' : 'no-field';
}

function readTime(record: JsonRecord): string | null {
  for (const key of TIME_KEYS) {
    const text = record[key];
    const at = typeof text === 'string' ? parseTimestamp(text) : null;
    if (at !== null) return at;
  }
  return null;
}

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
