import type { CheckpointRecord } from '../../domain/checkpoints.ts';
import { causeOf, StartPairing } from '../../observer/serverLog/causes.ts';
import type { LogEvent, LoggedCheckpoint } from '../../observer/serverLog/logRecord.ts';

/** One checkpoint as the server logged it, with the reasons of the start before it. */
export interface Logged {
  readonly checkpoint: LoggedCheckpoint;
  readonly reasons: readonly string[];
}

export interface Difference {
  readonly logged: Logged;
  readonly record: CheckpointRecord | null;
  readonly what: string;
}

export interface Comparison {
  readonly logged: number;
  readonly skippedLogged: number;
  readonly observed: number;
  readonly skippedObserved: number;
  readonly missed: number;
  readonly merged: number;
  readonly differences: readonly Difference[];
  readonly causesRight: number;
  readonly byCause: Readonly<Record<string, number>>;
  /** Errors of the write time expected at the start, relative, for paced ones of 10 pages and more. */
  readonly predictionErrors: readonly number[];
  readonly pageRange: readonly [number, number];
  readonly rows: readonly ComparedRow[];
}

/** One logged checkpoint beside what was observed of it. */
export interface ComparedRow {
  readonly at: string | null;
  readonly reasons: readonly string[];
  readonly buffers: number;
  readonly writeSeconds: number;
  readonly record: CheckpointRecord | null;
}

/** Completions with their reasons, in the log's order. */
export function pairLogEvents(events: readonly LogEvent[]): Logged[] {
  const pairing = new StartPairing();
  return events.flatMap((event) => {
    if (event.type === 'start') pairing.start(event.start);
    if (event.type !== 'complete') return [];
    return [{ checkpoint: event.checkpoint, reasons: pairing.complete(event.checkpoint) ?? [] }];
  });
}

/**
 * Holds the observer's records against the server's own log: by LSN where the log has it (16+), else by the end within
 * two seconds. Merged records must equal the sum of theirs.
 */
export function compareCheckpoints(
  events: readonly LogEvent[],
  records: readonly CheckpointRecord[],
): Comparison {
  const logged = pairLogEvents(events);
  const made = records.filter((record) => !record.skipped);
  const groups = assign(logged, made);
  const differences: Difference[] = [];
  const predictionErrors: number[] = [];
  const pages: number[] = [];
  const byCause: Record<string, number> = {};
  let causesRight = 0;
  for (const { record, own } of groups) {
    const last = own.at(-1)!;
    const what = record === null ? 'missed' : describeDifference(record, own);
    if (what !== '') differences.push({ logged: last, record, what });
    const causes = record === null ? [] : (record.causes ?? [record.cause]);
    for (const [i, one] of own.entries()) {
      const cause = causeOf(one.reasons);
      byCause[cause] = (byCause[cause] ?? 0) + 1;
      if (causes[i] === cause) causesRight++;
    }
    if (record === null || own.length > 1 || !isPaced(last)) continue;
    if (record.predicted?.source !== 'buffercache' || last.checkpoint.buffers < 10) continue;
    predictionErrors.push(record.predicted.writeSeconds / last.checkpoint.writeSeconds - 1);
    pages.push(last.checkpoint.buffers);
  }
  return {
    logged: logged.length,
    skippedLogged: events.filter((event) => event.type === 'skipped').length,
    observed: made.reduce((sum, record) => sum + record.merged, 0),
    skippedObserved: records.filter((record) => record.skipped).reduce((sum, r) => sum + r.merged, 0),
    missed: groups.filter((group) => group.record === null).length,
    merged: made.filter((record) => record.merged > 1).length,
    differences,
    causesRight,
    byCause,
    predictionErrors,
    pageRange: [Math.min(...pages), Math.max(...pages)],
    rows: groups.flatMap(({ record, own }) => own.map((one) => toRow(one, record))),
  };
}

function toRow({ checkpoint, reasons }: Logged, record: CheckpointRecord | null): ComparedRow {
  const { at, buffers, writeSeconds } = checkpoint;
  return { at, reasons, buffers, writeSeconds, record };
}

interface Group {
  readonly record: CheckpointRecord | null;
  readonly own: Logged[];
}

function assign(logged: readonly Logged[], records: readonly CheckpointRecord[]): Group[] {
  const hasLsn = logged[0]?.checkpoint.checkpointLsn !== null;
  return hasLsn ? assignByLsn(logged, records) : assignByTime(logged, records);
}

/** A merged record has the LSN of its last one; those before it have none of their own. */
function assignByLsn(logged: readonly Logged[], records: readonly CheckpointRecord[]): Group[] {
  const byLsn = new Map(records.map((record) => [record.checkpointLsn, record]));
  const groups: Group[] = [];
  let open: Logged[] = [];
  for (const one of logged) {
    open.push(one);
    const record = byLsn.get(one.checkpoint.checkpointLsn ?? '');
    if (record === undefined) continue;
    const own = open.splice(-record.merged);
    groups.push(...open.map(toMissed), { record, own });
    open = [];
  }
  return [...groups, ...open.map(toMissed)];
}

/** Each line goes to the record that ended nearest in time, within a second. */
function assignByTime(logged: readonly Logged[], records: readonly CheckpointRecord[]): Group[] {
  const groups = new Map<CheckpointRecord, Logged[]>();
  const missed: Group[] = [];
  for (const one of logged) {
    const loggedAt = Date.parse(one.checkpoint.at ?? '');
    const distanceOf = (record: CheckpointRecord): number => Math.abs(record.endedAt - loggedAt);
    // Each record takes as many lines as it says that it holds: two may end within milliseconds.
    const [nearest] = records
      .filter((record) => (groups.get(record)?.length ?? 0) < record.merged)
      .toSorted((a, b) => distanceOf(a) - distanceOf(b));
    if (nearest !== undefined && distanceOf(nearest) < 1_000)
      groups.set(nearest, [...(groups.get(nearest) ?? []), one]);
    else missed.push(toMissed(one));
  }
  return [...Array.from(groups, ([record, own]) => ({ record, own })), ...missed];
}

const toMissed = (one: Logged): Group => ({ record: null, own: [one] });

function describeDifference(record: CheckpointRecord, own: readonly Logged[]): string {
  const sum = (read: (one: LoggedCheckpoint) => number): number =>
    own.reduce((total, { checkpoint }) => total + read(checkpoint), 0);
  const found: string[] = [];
  if (own.length !== record.merged) found.push(`merged ${record.merged}, logged ${own.length}`);
  const write = (record.writeSeconds ?? NaN) - sum((one) => one.writeSeconds);
  const sync = (record.syncSeconds ?? NaN) - sum((one) => one.syncSeconds);
  // The log counts SLRU pages among the buffers up to 17.
  const buffers = record.buffers === null ? null : record.buffers - sum((one) => one.buffers);
  const slruSlack = record.slruBuffers === null ? 32 * own.length : 0;
  if (!(Math.abs(write) <= 0.0011)) found.push(`write off by ${write.toFixed(3)} s`);
  if (!(Math.abs(sync) <= 0.0011)) found.push(`sync off by ${sync.toFixed(3)} s`);
  if (buffers === null) found.push('pages not known');
  else if (buffers > 0 || -buffers > slruSlack) found.push(`pages off by ${buffers}`);
  return found.join(', ');
}

/** Timed and not cut short by a request. */
function isPaced({ reasons, checkpoint }: Logged): boolean {
  return reasons.includes('time') && checkpoint.writeSeconds >= 0.09 * Math.min(checkpoint.buffers, 250);
}
