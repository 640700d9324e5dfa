import type { BufferEntry } from './entry.ts';
import type { ShardKeys } from './keys.ts';
import { acknowledge, bury, type EntriesRead, park, readNext, type RunBufferScript } from './scripts.ts';

/** Where a shard stands in PostgreSQL: read before its entries, handed to the write after. */
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
  }): Promise<WriteOutcome>;
}

export interface ShardFlusherOptions<State extends ShardState> {
  readonly run: RunBufferScript;
  readonly keys: ShardKeys;
  readonly target: FlushTarget<State>;
  readonly batchSize: number;
  /** How long a missing row is waited for: the first delay, doubled at each try up to the longest. */
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
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
  /** Of the flush: every line of the log about it has it. */
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
      const epoch = await this.flushEntries(batch, state, { report, trace });
      state = epoch === null ? await this.readState() : { ...state, epoch };
    }
    return report;
  }

  private readState(): Promise<State | null> {
    return this.options.target.readState(this.options.keys.shard);
  }

  /** Returns the shard's epoch after the write; null if it must be read again, before the entries are. */
  private async flushEntries(batch: EntriesRead, state: State, into: Flush): Promise<number | null> {
    const { target, keys } = this.options;
    const outcome = await target.write({ shard: keys.shard, state, entries: batch.entries });
    if (outcome.kind === 'fenced') {
      into.report.fenced++;
      this.options.onFenced();
      return null;
    }
    if (outcome.kind === 'written') {
      await this.settle(batch, outcome, into);
      return outcome.epoch;
    }
    if (batch.entries.length === 1) {
      await this.bury(batch, outcome, into);
      return state.epoch;
    }
    const half = Math.ceil(batch.entries.length / 2);
    const between = await this.flushEntries({ ...batch, entries: batch.entries.slice(0, half) }, state, into);
    if (between === null) return null;
    const rest = { ...batch, entries: batch.entries.slice(half) };
    return this.flushEntries(rest, { ...state, epoch: between }, into);
  }

  private async settle({ readAt, entries }: EntriesRead, result: Written, into: Flush): Promise<void> {
    const { run, keys, parkFirstMs: firstMs, parkLongestMs: longestMs } = this.options;
    const { epoch, missing, skippedOrder, rowsWritten, pointsWritten } = result;
    const absent = entries.filter(({ key }) => missing.has(key));
    const written = entries.filter(({ key }) => !missing.has(key));
    if (written.length > 0) {
      await acknowledge(run, keys, { readAt, entries: written, skippedOrder });
      this.options.onWritten(written);
    }
    if (absent.length > 0) {
      await park(run, keys, { readAt, entries: absent, firstMs, longestMs });
      this.options.onMissing(absent);
    }
    const { report, trace } = into;
    report.batchRows.push(entries.length);
    report.rows += written.length;
    report.rowsWritten += rowsWritten;
    report.pointsWritten += pointsWritten;
    report.parked += absent.length;
    this.options.onBatch?.({
      trace,
      shard: keys.shard,
      batch: report.batchRows.length,
      epoch,
      rows: written.length,
      rowsWritten,
      pointsWritten,
      parked: absent.length,
    });
  }

  private async bury(
    { readAt, entries }: EntriesRead,
    { code, reason }: { readonly code: string; readonly reason: string },
    { report, trace }: Flush,
  ): Promise<void> {
    const entry = entries[0]!;
    const { run, keys, onDead } = this.options;
    if (!(await bury(run, keys, { readAt, entry, code, reason }))) return;
    report.dead++;
    onDead({ entry, code, reason, trace });
  }
}

interface Flush {
  readonly report: ShardReport;
  readonly trace: string;
}
