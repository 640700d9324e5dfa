import type { LogOrigin } from './logOrigin.ts';
import type { PlacedMessage } from './pairEvents.ts';

/** Lines of one process behind one prefix in one file: of one server, whichever that is. */
interface Segment {
  readonly origin: LogOrigin;
  readonly file: string;
  readonly clock: Range;
  readonly order: Range;
}

interface Range {
  from: number;
  to: number;
}

/** A server as a log shows it. */
export interface LoggedServer {
  readonly name: string | null;
  /** The process of its first line; null where no line says it. */
  readonly process: string | null;
  readonly file: string;
}

/** A server that starts again has another process; its last and first lines may be of one second. */
const RESTART_MS = 1_000;
/** Beyond them the rest counts for the last: a log of more is hardly of servers. */
const MAX_SEGMENTS = 1_000;

/**
 * Separates the servers of a log: by the wrapper's name; else lines of two processes, or behind two prefixes, are of
 * two servers where their times overlap, and of one that was started again where they do not.
 */
export class ServerSplitter {
  private readonly segments = new Map<
    string,
    { readonly segment: Segment; readonly server: ServerSegments }
  >();
  private readonly servers: ServerSegments[] = [];

  /** The messages by server. */
  split(messages: readonly PlacedMessage[]): ReadonlyMap<LoggedServer, PlacedMessage[]> {
    const keys = createKeys(messages);
    const met = new Map<string, Segment>();
    for (const [index, placed] of messages.entries()) {
      const key = keys[index]!;
      const segment = this.segments.get(key)?.segment ?? met.get(key) ?? createSegment(placed);
      extend(segment, placed);
      if (!this.segments.has(key)) met.set(key, segment);
    }
    for (const [key, segment] of [...met].toSorted(([, a], [, b]) => compareSegments(a, b))) {
      this.segments.set(key, { segment, server: this.assign(segment) });
    }
    const split = new Map<LoggedServer, PlacedMessage[]>();
    for (const [index, placed] of messages.entries()) {
      const { server } = this.segments.get(keys[index]!)!;
      const own = split.get(server.server);
      if (own === undefined) split.set(server.server, [placed]);
      else own.push(placed);
    }
    return split;
  }

  private assign(segment: Segment): ServerSegments {
    const { name, process } = segment.origin;
    const named = this.servers.filter(({ server }) => server.name === name);
    const isFull = this.segments.size >= MAX_SEGMENTS;
    const own = isFull
      ? named.at(-1)
      : named.find(({ segments }) => segments.every((other) => !areAtOnce(other, segment)));
    if (own !== undefined) {
      if (!isFull) own.segments.push(segment);
      return own;
    }
    const created = { server: { name, process, file: segment.file }, segments: [segment] };
    this.servers.push(created);
    return created;
  }
}

interface ServerSegments {
  readonly server: LoggedServer;
  readonly segments: Segment[];
}

/** A number that differs from line to line is no process: then the prefix counts without it. */
function createKeys(messages: readonly PlacedMessage[]): readonly string[] {
  const keys = messages.map(
    ({ file, message }) => `${file}\n${message.origin.name}\n${message.origin.prefix}`,
  );
  const counts = new Map<string, { lines: number; readonly processes: Set<string | null> }>();
  for (const [index, key] of keys.entries()) {
    const count = counts.get(key) ?? { lines: 0, processes: new Set() };
    count.lines++;
    count.processes.add(messages[index]!.message.origin.process);
    counts.set(key, count);
  }
  return keys.map((key, index) => {
    const { lines, processes } = counts.get(key)!;
    const isProcess = processes.size <= 2 || 2 * processes.size <= lines;
    return isProcess ? `${key}\n${messages[index]!.message.origin.process}` : key;
  });
}

function createSegment({ message, file, order }: PlacedMessage): Segment {
  const clock = { from: Infinity, to: -Infinity };
  return { origin: message.origin, file, clock, order: { from: order, to: order } };
}

function extend({ clock, order }: Segment, placed: PlacedMessage): void {
  const { clockMs } = placed.message.origin;
  order.from = Math.min(order.from, placed.order);
  order.to = Math.max(order.to, placed.order);
  if (clockMs === null) return;
  clock.from = Math.min(clock.from, clockMs);
  clock.to = Math.max(clock.to, clockMs);
}

function compareSegments(a: Segment, b: Segment): number {
  const byClock = hasClock(a) && hasClock(b) ? a.clock.from - b.clock.from : 0;
  return byClock || a.order.from - b.order.from;
}

function areAtOnce(a: Segment, b: Segment): boolean {
  if (hasClock(a) && hasClock(b)) return overlap(a.clock, b.clock, RESTART_MS);
  return a.file === b.file && overlap(a.order, b.order, 0);
}

const hasClock = ({ clock }: Segment): boolean => clock.to >= clock.from;

const overlap = (a: Range, b: Range, tolerance: number): boolean =>
  a.from < b.to - tolerance && b.from < a.to - tolerance;
