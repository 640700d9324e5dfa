import type { BufferEntry } from './entry.ts';
import type { ShardKeys } from './keys.ts';
import {
  acknowledge,
  bury,
  type EntriesRead,
  type NextEntries,
  park,
  readNext,
  type RunBufferScript,
  settle,
} from './scripts.ts';

/** A shard's state in PostgreSQL: read before its entries, handed to the write after. */
export interface ShardState {
  /** Rises with every write of the shard. */
  readonly epoch: number;
}

export type WriteOutcome =
  /** Another flush came between: nothing was written. */
  | { readonly kind: 'fenced' }
  /** The rows themselves are refused: the same rows will fail again. `code`: SQLSTATE. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | Written;

export interface Written {
  readonly kind: 'written';
  /** After this write. */
  readonly epoch: number;
  readonly rowsWritten: number;
  /** Rows written beside them, such as points of a history. */
  readonly pointsWritten: number;
  /** Keys without a row. */
  readonly missing: ReadonlySet<string>;
  /** The newest order among rows that were left as they are; 0 for none. */
  readonly skippedOrder: number;
  /** The part that this write takes out of the buffer, as recorded beside it (see FlushTarget.recordBurial). */
  readonly record?: string;
}

/** The table that entries are written to. */
export interface FlushTarget<State extends ShardState = ShardState> {
  /** Null where nothing may be written now: the entries wait for the next flush. */
  readState(shard: number): Promise<State | null>;
  /**
   * Writes a batch at once, or nothing where the shard's epoch has moved on.
   * @throws where PostgreSQL cannot take it now: the entries stay, and the flush ends.
   */
  write(batch: {
    readonly shard: number;
    readonly state: State;
    readonly entries: readonly BufferEntry[];
    /** Updates that the shard had accepted when they were read. */
    readonly accepted: number;
  }): Promise<WriteOutcome>;
  /**
   * Given where a value may not be written twice (sums). Then whatever takes something out of the buffer is recorded in
   * PostgreSQL first, under the next epoch, and `readState` settles what was left unsettled. Null: the epoch moved on.
   */
  recordBurial?(burial: {
    readonly shard: number;
    readonly state: State;
    readonly entry: BufferEntry;
    readonly accepted: number;
    readonly code: string;
    readonly reason: string;
  }): Promise<{ readonly epoch: number; readonly record: string } | null>;
}

export interface ShardFlusherOptions<State extends ShardState> {
  readonly run: RunBufferScript;
  readonly keys: ShardKeys;
  readonly target: FlushTarget<State>;
  readonly batchSize: number;
  /** How long a missing row is waited for: the first delay, doubled at each try up to the longest. */
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
  /** A missing row makes a dead letter at once. */
  readonly buryMissing?: boolean | undefined;
  readonly onMissing: (entries: readonly BufferEntry[]) => void;
  readonly onDead: (letter: NewLetter) => void;
  readonly onBatch?: ((note: BatchNote) => void) | undefined;
  readonly onWritten: (entries: readonly BufferEntry[]) => void;
  readonly onFenced: () => void;
}

/** An entry that has just become a dead letter. */
export interface NewLetter {
  readonly entry: BufferEntry;
  readonly code: string;
  readonly reason: string;
  readonly trace: string;
}

/** One batch that was written. */
export interface BatchNote {
  /** Id of the flush, in every line of the log about it. */
  readonly trace: string;
  readonly shard: number;
  /** Counted from 1 within the flush and shard. */
  readonly batch: number;
  /** The shard's epoch after the batch, as in PostgreSQL. */
  readonly epoch: number;
  /** Rows that are up to date now. */
  readonly rows: number;
  readonly rowsWritten: number;
  readonly pointsWritten: number;
  readonly parked: number;
}

export interface ShardReport {
  /** Entries of each batch. */
  readonly batchRows: number[];
  rows: number;
  rowsWritten: number;
  pointsWritten: number;
  parked: number;
  dead: number;
  fenced: number;
}

/**
 * Writes a shard's entries down. Any worker may flush any shard at any time: nothing is moved or deleted before it is
 * written, the epoch fences a flush that another one overtook, and an acknowledgement only takes entries that have not
 * changed since they were read.
 *
 *   read the state (PostgreSQL) → read entries (Redis) → one write → written: acknowledge, park the missing
 *                                                                  → fenced: read both again
 *                                                                  → refused: halve; a single row: dead letter
 */
export class ShardFlusher<State extends ShardState> {
  private readonly options: ShardFlusherOptions<State>;

  constructor(options: ShardFlusherOptions<State>) {
    this.options = options;
  }

  /** Flushes what is dirty or due when it starts; what becomes dirty meanwhile is left for the next time. */
  async flush(signal: AbortSignal, trace: string): Promise<ShardReport> {
    const report = {
      batchRows: [],
      rows: 0,
      rowsWritten: 0,
      pointsWritten: 0,
      parked: 0,
      dead: 0,
      fenced: 0,
    };
    let bound = '';
    let state = await this.readState();
    while (!signal.aborted && state !== null) {
      const { run, keys, batchSize } = this.options;
      const batch = await readNext(run, keys, { limit: batchSize, bound });
      // Exclusive: what was merged in while it was written is dirty since this very moment, and left for the next time.
      bound ||= `(${batch.readAt}`;
      if (batch.entries.length === 0) break;
      if (this.options.target.recordBurial !== undefined && batch.acknowledgedEpoch !== state.epoch) {
        state = await this.readState();
        continue;
      }
      const epoch = await this.flushEntries(batch, state, { report, trace });
      state = epoch === null ? await this.readState() : { ...state, epoch };
    }
    return report;
  }

  private readState(): Promise<State | null> {
    return this.options.target.readState(this.options.keys.shard);
  }

  /** Returns the shard's epoch after the write; null if it must be read again, before the entries are. */
  private async flushEntries(batch: NextEntries, state: State, into: Flush): Promise<number | null> {
    const { target, keys } = this.options;
    const { entries, accepted } = batch;
    const outcome = await target.write({ shard: keys.shard, state, entries, accepted });
    if (outcome.kind === 'fenced') return this.noteFenced(into);
    if (outcome.kind === 'written') return this.settle(batch, outcome, { state, into });
    if (entries.length === 1) return this.bury(batch, entries[0]!, { state, into, ...outcome });
    const half = Math.ceil(entries.length / 2);
    const between = await this.flushEntries({ ...batch, entries: entries.slice(0, half) }, state, into);
    if (between === null) return null;
    const rest = { ...batch, entries: entries.slice(half) };
    return this.flushEntries(rest, { ...state, epoch: between }, into);
  }

  private noteFenced({ report }: Flush): null {
    report.fenced++;
    this.options.onFenced();
    return null;
  }

  private async settle(
    batch: NextEntries,
    result: Written,
    { state, into }: Step<State>,
  ): Promise<number | null> {
    const { readAt, entries } = batch;
    const { epoch, missing } = result;
    const absent = entries.filter(({ key }) => missing.has(key));
    const written = entries.filter(({ key }) => !missing.has(key));
    const isSettled = await this.acknowledge({ readAt, entries: written }, result);
    if (written.length > 0) this.options.onWritten(written);
    this.note(
      result,
      { rows: written.length, parked: this.options.buryMissing ? 0 : absent.length, of: entries.length },
      into,
    );
    if (!isSettled) return this.noteFenced(into);
    if (absent.length === 0) return epoch;
    if (this.options.buryMissing) return this.buryAll(batch, absent, { state: { ...state, epoch }, into });
    const { run, keys, parkFirstMs: firstMs, parkLongestMs: longestMs } = this.options;
    await park(run, keys, { readAt, entries: absent, firstMs, longestMs });
    this.options.onMissing(absent);
    return epoch;
  }

  /** False where another flusher has settled the record, and perhaps more, already. */
  private async acknowledge(
    { readAt, entries }: EntriesRead,
    { epoch, record, skippedOrder }: Written,
  ): Promise<boolean> {
    const { run, keys } = this.options;
    if (record !== undefined) return (await settle(run, keys, { epoch, record })).kind === 'settled';
    if (entries.length > 0) await acknowledge(run, keys, { readAt, entries, skippedOrder });
    return true;
  }

  private note(
    { epoch, rowsWritten, pointsWritten }: Written,
    { rows, parked, of }: { readonly rows: number; readonly parked: number; readonly of: number },
    { report, trace }: Flush,
  ): void {
    report.batchRows.push(of);
    report.rows += rows;
    report.rowsWritten += rowsWritten;
    report.pointsWritten += pointsWritten;
    report.parked += parked;
    const { shard } = this.options.keys;
    const batch = report.batchRows.length;
    this.options.onBatch?.({ trace, shard, batch, epoch, rows, rowsWritten, pointsWritten, parked });
  }

  private async buryAll(
    batch: NextEntries,
    absent: readonly BufferEntry[],
    { state, into }: Step<State>,
  ): Promise<number | null> {
    let epoch: number | null = state.epoch;
    for (const entry of absent) {
      epoch = await this.bury(batch, entry, { state: { ...state, epoch }, into, ...NO_ROW });
      if (epoch === null) return null;
    }
    return epoch;
  }

  /** Returns the shard's epoch after it; null if it must be read again. */
  private async bury(
    { readAt, accepted }: NextEntries,
    entry: BufferEntry,
    { state, into, code, reason }: Step<State> & Refusal,
  ): Promise<number | null> {
    const { run, keys, onDead, target } = this.options;
    const recorded = await target.recordBurial?.({ shard: keys.shard, state, entry, accepted, code, reason });
    if (recorded === null) return this.noteFenced(into);
    let isBuried: boolean;
    if (recorded === undefined) isBuried = await bury(run, keys, { readAt, entry, code, reason });
    else {
      const settled = await settle(run, keys, recorded);
      if (settled.kind !== 'settled') return this.noteFenced(into);
      isBuried = settled.buried === 1;
    }
    if (isBuried) {
      into.report.dead++;
      onDead({ entry, code, reason, trace: into.trace });
    }
    return recorded?.epoch ?? state.epoch;
  }
}

interface Refusal {
  /** SQLSTATE. */
  readonly code: string;
  readonly reason: string;
}

/** no_data_found */
const NO_ROW: Refusal = { code: 'P0002', reason: 'There is no row with this key' };

interface Step<State> {
  readonly state: State;
  readonly into: Flush;
}

interface Flush {
  readonly report: ShardReport;
  readonly trace: string;
}
