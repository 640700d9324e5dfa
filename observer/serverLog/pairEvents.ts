import type { CheckpointKind, LoggedCheckpoint, LoggedStart } from './logRecord.ts';
import type { LogMessage } from './parseLogLine.ts';

/** A message with its place in the log. */
export interface PlacedMessage {
  readonly message: LogMessage;
  readonly file: string;
  /** Position in the order of reading. */
  readonly order: number;
  /** Has waited for its partner once. */
  readonly isHeldOver: boolean;
}

/** A start, a completion, or both of one checkpoint. */
export interface LoggedRun {
  readonly process: string | null;
  readonly startMs: number | null;
  readonly reasons: readonly string[] | null;
  /** Null: no completion belongs to it, or one that was not understood. */
  readonly checkpoint: LoggedCheckpoint | null;
  readonly placed: readonly PlacedMessage[];
}

const MIN_TOLERANCE_MS = 5_000;
const TOLERANCE_SHARE = 0.2;
/** Neighbours of the expected place that are tried. */
const TRIED = 4;

/**
 * Finds the start of each completion, whatever the order of the lines: a completion says how long the checkpoint took,
 * and one process runs one at a time. Without times in the log the last start before it counts.
 */
export function pairEvents(messages: readonly PlacedMessage[]): readonly LoggedRun[] {
  const runs = [...groupByProcess(messages).values()].flatMap(pairProcess);
  // A number that was taken for the process may be another: the time decides then.
  const isWhole = ({ placed }: LoggedRun): boolean => placed.length > 1;
  return [
    ...runs.filter(isWhole),
    ...pairProcess(runs.filter((run) => !isWhole(run)).flatMap(({ placed }) => placed)),
  ];
}

function groupByProcess(messages: readonly PlacedMessage[]): Map<string | null, PlacedMessage[]> {
  const groups = new Map<string | null, PlacedMessage[]>();
  for (const placed of messages) {
    const { process } = placed.message.origin;
    const group = groups.get(process);
    if (group === undefined) groups.set(process, [placed]);
    else group.push(placed);
  }
  return groups;
}

function pairProcess(messages: readonly PlacedMessage[]): LoggedRun[] {
  const hasTimes = messages.every(({ message }) => message.origin.clockMs !== null);
  return hasTimes ? pairByTime(messages) : pairByOrder(messages);
}

function pairByOrder(messages: readonly PlacedMessage[]): LoggedRun[] {
  const runs: LoggedRun[] = [];
  let pending: PlacedMessage | null = null;
  for (const placed of messages) {
    if (readStart(placed) !== null) {
      // One that crashed never completes: the later start counts.
      if (pending !== null) runs.push(createRun(pending, null));
      pending = placed;
    } else {
      const kind = readCheckpoint(placed)?.kind;
      const isOwn = pending !== null && (kind === undefined || readStart(pending)?.kind === kind);
      runs.push(createRun(isOwn ? pending : null, placed));
      if (pending !== null && !isOwn) runs.push(createRun(pending, null));
      pending = null;
    }
  }
  return pending === null ? runs : [...runs, createRun(pending, null)];
}

function pairByTime(messages: readonly PlacedMessage[]): LoggedRun[] {
  const sorted = messages.toSorted((a, b) => clockOf(a) - clockOf(b) || a.order - b.order);
  const starts = {
    checkpoint: sorted.filter((placed) => readStart(placed)?.kind === 'checkpoint'),
    restartpoint: sorted.filter((placed) => readStart(placed)?.kind === 'restartpoint'),
  };
  const taken = new Set<PlacedMessage>();
  const runs = sorted
    .filter((placed) => readStart(placed) === null)
    .map((placed) => {
      const own = findStart(placed, starts, taken);
      if (own !== null) taken.add(own);
      return createRun(own, placed);
    });
  const unpaired = [...starts.checkpoint, ...starts.restartpoint].filter((start) => !taken.has(start));
  return [...runs, ...unpaired.map((start) => createRun(start, null))];
}

/** The start that is nearest to where the completion's own duration puts it. */
function findStart(
  completion: PlacedMessage,
  starts: Readonly<Record<CheckpointKind, readonly PlacedMessage[]>>,
  taken: ReadonlySet<PlacedMessage>,
): PlacedMessage | null {
  const checkpoint = readCheckpoint(completion);
  const totalMs = checkpoint === null ? null : checkpoint.totalSeconds * 1_000;
  const expected = clockOf(completion) - (totalMs ?? 0);
  const tolerance = totalMs === null ? Infinity : Math.max(MIN_TOLERANCE_MS, TOLERANCE_SHARE * totalMs);
  const candidates = starts[checkpoint?.kind ?? 'checkpoint'];
  const at = findPlace(candidates, expected);
  const near = candidates
    .slice(Math.max(0, at - TRIED), at + TRIED)
    .filter((start) => !taken.has(start) && clockOf(start) <= clockOf(completion))
    .map((start) => ({ start, distance: Math.abs(clockOf(start) - expected) }))
    .filter(({ distance }) => distance <= tolerance)
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.start ?? null;
}

/** The first place whose time is not before `ms`. */
function findPlace(sorted: readonly PlacedMessage[], ms: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (clockOf(sorted[middle]!) < ms) from = middle + 1;
    else to = middle;
  }
  return from;
}

function createRun(start: PlacedMessage | null, completion: PlacedMessage | null): LoggedRun {
  const checkpoint = completion === null ? null : readCheckpoint(completion);
  const placed = [start, completion].filter((one) => one !== null);
  const clockMs = start?.message.origin.clockMs ?? null;
  return {
    process: placed[0]?.message.origin.process ?? null,
    startMs: clockMs ?? startByCompletion(completion, checkpoint),
    reasons: checkpoint?.reasons ?? (start === null ? null : (readStart(start)?.reasons ?? null)),
    checkpoint,
    placed,
  };
}

function startByCompletion(
  completion: PlacedMessage | null,
  checkpoint: LoggedCheckpoint | null,
): number | null {
  const endMs = completion?.message.origin.clockMs ?? null;
  return endMs === null || checkpoint === null ? null : endMs - checkpoint.totalSeconds * 1_000;
}

const clockOf = ({ message }: PlacedMessage): number => message.origin.clockMs ?? 0;

function readStart({ message }: PlacedMessage): LoggedStart | null {
  return message.kind === 'event' && message.event.type === 'start' ? message.event.start : null;
}

function readCheckpoint({ message }: PlacedMessage): LoggedCheckpoint | null {
  return message.kind === 'event' && message.event.type === 'complete' ? message.event.checkpoint : null;
}
