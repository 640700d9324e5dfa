import type { ObservedCheckpoint, CheckpointRecord } from '../domain/checkpoints.ts';
import { causeOf, StartPairing } from './serverLog/causes.ts';
import type { LogEvent, LoggedCheckpoint } from './serverLog/logRecord.ts';
import { toLogDetails, trimLsn } from './serverLog/logDetails.ts';

const SECONDS_TOLERANCE = 0.005;
const PAGES_TOLERANCE = 1;
/** Up to 17 the log counts SLRU pages among the buffers, and nothing says how many. */
const SLRU_PAGES = 64;
const PATIENCE_MS = 3_000;
const NEAR_MS = 1_000;
const KEPT = 64;

interface LoggedPair {
  readonly checkpoint: LoggedCheckpoint;
  /** Null where no start line was seen. */
  readonly reasons: readonly string[] | null;
}

export interface LogJoinOptions {
  /** Called once for each record: with its log line, or without after three seconds. */
  readonly onObserved: (checkpoint: ObservedCheckpoint) => void;
}

/**
 * Joins records of the observer with the server's log: by LSN where the log has it (16+), else by the time of its end
 * and the figures; a line near in time whose figures differ is taken only after three seconds without a better one.
 * The log's cause, which is literal, replaces an inferred one.
 */
export class LogJoin {
  private readonly options: LogJoinOptions;
  private readonly waiting = new Map<CheckpointRecord, NodeJS.Timeout>();
  private readonly pairing = new StartPairing();
  private lines: LoggedPair[] = [];
  joined = 0;
  disagreements = 0;

  constructor(options: LogJoinOptions) {
    this.options = options;
  }

  addRecord(record: CheckpointRecord): void {
    if (record.skipped || record.merged > 1) return this.pass(record);
    const at = this.lines.findIndex((line) => isSurelySame(line.checkpoint, record));
    if (at >= 0) return this.join(record, at);
    this.waiting.set(
      record,
      setTimeout(() => this.settle(record), PATIENCE_MS),
    );
  }

  addEvent(event: LogEvent): void {
    if (event.type === 'start') this.pairing.start(event.start);
    if (event.type !== 'complete') return;
    const { checkpoint } = event;
    this.lines = [...this.lines.slice(-KEPT), { checkpoint, reasons: this.pairing.complete(checkpoint) }];
    const record = [...this.waiting.keys()].find((candidate) => isSurelySame(checkpoint, candidate));
    if (record !== undefined) this.join(record, this.lines.length - 1);
  }

  /** Passes on what still waits for its line. */
  flush(): void {
    for (const record of Array.from(this.waiting.keys())) this.settle(record);
  }

  /** No line came that is surely its own: the nearest in time, if one is near enough, else none. */
  private settle(record: CheckpointRecord): void {
    const distances = this.lines.map((line) => measureDistanceMs(line.checkpoint, record));
    const nearest = Math.min(...distances);
    if (nearest < NEAR_MS) return this.join(record, distances.indexOf(nearest));
    clearTimeout(this.waiting.get(record));
    this.waiting.delete(record);
    this.pass(record);
  }

  private pass(record: CheckpointRecord): void {
    this.options.onObserved({ ...record, log: null, disagreement: null });
  }

  private join(record: CheckpointRecord, at: number): void {
    clearTimeout(this.waiting.get(record));
    this.waiting.delete(record);
    const [line] = this.lines.splice(at, 1);
    const { checkpoint, reasons } = line!;
    const disagreement = describeDisagreement(record, checkpoint);
    this.joined++;
    if (disagreement !== null) this.disagreements++;
    const cause = causeOf(reasons);
    this.options.onObserved({
      ...record,
      ...(cause !== 'unknown' && { cause, inferred: false }),
      log: toLogDetails(checkpoint, reasons),
      disagreement,
    });
  }
}

/** Lines of the ones before may still lie about: near in time alone is not enough while a better one may come. */
function isSurelySame(line: LoggedCheckpoint, record: CheckpointRecord): boolean {
  if (line.checkpointLsn !== null) return trimLsn(line.checkpointLsn) === trimLsn(record.checkpointLsn);
  return measureDistanceMs(line, record) < NEAR_MS && describeDisagreement(record, line) === null;
}

/** Infinity where only the LSN may decide, or nothing does. */
function measureDistanceMs(line: LoggedCheckpoint, record: CheckpointRecord): number {
  if (line.checkpointLsn !== null || line.at === null) return Infinity;
  return Math.abs(Date.parse(line.at) - record.endedAt);
}

/** To the millisecond, as the log has it: differences of counters end in the like of 0.30000000000000004. */
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

function describeDisagreement(record: CheckpointRecord, line: LoggedCheckpoint): string | null {
  const found: string[] = [];
  const compare = (what: string, seen: number | null, logged: number, tolerance: number): void => {
    if (seen === null || Math.abs(seen - logged) <= tolerance) return;
    found.push(`${what}: ${round(seen)} by statistics, ${round(logged)} in the log`);
  };
  compare('write seconds', record.writeSeconds, line.writeSeconds, SECONDS_TOLERANCE);
  compare('sync seconds', record.syncSeconds, line.syncSeconds, SECONDS_TOLERANCE);
  const mayHoldSlru = record.slruBuffers === null && record.buffers !== null && line.buffers > record.buffers;
  const tolerance = mayHoldSlru ? SLRU_PAGES : PAGES_TOLERANCE;
  compare('pages', record.buffers, line.buffers, tolerance);
  return found.length === 0 ? null : found.join('; ');
}
