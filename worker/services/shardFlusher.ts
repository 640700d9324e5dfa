import type pg from 'pg';
import { classifyFailure, readSqlState } from '../../db/sqlState.ts';
import { type FlushResult, flushTokens } from '../../db/statements/flushTokens.ts';
import { insertTokens } from '../../db/statements/insertTokens.ts';
import { readShardState, type ShardState } from '../../db/statements/syncShard.ts';
import { type BufferEntry, decodeEntry } from '../../redis/entryCodec.ts';
import type { ShardKeys } from '../../redis/keys.ts';
import type { RunScript } from '../../redis/scripts.ts';
import type { WriteRecord } from '../types.ts';

export interface ShardFlusherOptions {
  readonly pool: pg.Pool;
  readonly run: RunScript;
  readonly keys: ShardKeys;
  readonly batchSize: number;
  /** How long a missing row is waited for: the first delay, doubled at each try up to the longest. */
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
  readonly record: (record: Omit<WriteRecord, 'strategy'>) => void;
  readonly onMissing: (entries: readonly BufferEntry[]) => void;
  readonly onDead: (entry: BufferEntry, code: string, reason: string, trace: string) => void;
  readonly onBatch?: ((note: BatchNote) => void) | undefined;
  readonly onWritten: (entries: readonly BufferEntry[]) => void;
  readonly onFenced: () => void;
}

/** One batch that was written. */
export interface BatchNote {
  /** Of the run of the sync job: every line of the log about that run has it. */
  readonly trace: string;
  readonly shard: number;
  /** Counted from 1 within the run and shard. */
  readonly batch: number;
  /** The shard's epoch after the batch, as in PostgreSQL. */
  readonly epoch: number;
  readonly tokens: number;
  readonly rowsWritten: number;
  readonly pricePoints: number;
  readonly parked: number;
}

export interface ShardReport {
  readonly trace: string;
  readonly batchRows: number[];
  tokens: number;
  rowsWritten: number;
  pricePoints: number;
  parked: number;
  dead: number;
  fenced: number;
}

interface Batch {
  /** Redis' clock when the entries were read, µs. */
  readonly readAt: string;
  readonly entries: readonly BufferEntry[];
}

type WriteOutcome =
  | { readonly kind: 'fenced' }
  | { readonly kind: 'refused'; readonly error: unknown }
  | Written;
interface Written {
  readonly kind: 'written';
  readonly result: FlushResult & { readonly epoch: number };
}

/**
 * Writes a shard's entries down. Any worker may flush any shard at any time: nothing is moved or deleted before it is
 * written, the epoch fences a flush that another one overtook, and an acknowledgement only takes entries that have not
 * changed since they were read.
 *
 *   read epoch, layout (PostgreSQL) → read entries (Redis) → one statement → written: acknowledge, park the missing
 *                                                                  → fenced: read both again
 *                                                                  → refused: halve; a single row: dead letter
 */
export class ShardFlusher {
  private readonly options: ShardFlusherOptions;

  constructor(options: ShardFlusherOptions) {
    this.options = options;
  }

  /** Flushes what is dirty or due when it starts; what becomes dirty meanwhile is left for the next time. */
  async flush(signal: AbortSignal, trace: string): Promise<ShardReport> {
    const report: ShardReport = {
      trace,
      batchRows: [],
      tokens: 0,
      rowsWritten: 0,
      pricePoints: 0,
      parked: 0,
      dead: 0,
      fenced: 0,
    };
    let bound = '';
    let state = await this.readState();
    while (!signal.aborted && !isFolding(state)) {
      const batch = await this.read(bound);
      // Exclusive: what was merged in while it was written is dirty since this very moment, and left for the next time.
      bound ||= `(${batch.readAt}`;
      if (batch.entries.length === 0) break;
      const epoch = await this.flushEntries(batch, state, report);
      state = epoch === null ? await this.readState() : { ...state, epoch };
    }
    return report;
  }

  private readState(): Promise<ShardState> {
    return readShardState(this.options.pool, this.options.keys.shard);
  }

  /** Returns the shard's epoch after the write; null if it must be read again, before the entries are. */
  private async flushEntries(batch: Batch, state: ShardState, report: ShardReport): Promise<number | null> {
    const outcome = await this.write(batch.entries, state);
    if (outcome.kind === 'fenced') {
      report.fenced++;
      this.options.onFenced();
      return null;
    }
    if (outcome.kind === 'written') {
      await this.settle(batch, outcome.result, report);
      return outcome.result.epoch;
    }
    if (batch.entries.length === 1) {
      await this.bury(batch, outcome.error, report);
      return state.epoch;
    }
    const half = Math.ceil(batch.entries.length / 2);
    const between = await this.flushEntries(
      { ...batch, entries: batch.entries.slice(0, half) },
      state,
      report,
    );
    if (between === null) return null;
    const rest = { ...batch, entries: batch.entries.slice(half) };
    return this.flushEntries(rest, { ...state, epoch: between }, report);
  }

  private async read(bound: string): Promise<Batch> {
    const { dirty, park, entryPrefix, meta } = this.options.keys;
    const keys = [dirty, park, entryPrefix, meta];
    const reply = await this.options.run('read', keys, [this.options.batchSize, bound]);
    const [readAt, ...entries] = reply as [string, ...string[][]];
    return { readAt, entries: entries.map(([mint, ...pairs]) => decodeEntry(mint!, pairs)) };
  }

  private async write(entries: readonly BufferEntry[], state: ShardState): Promise<WriteOutcome> {
    const startedAt = performance.now();
    try {
      const result = await this.runFlush(entries, state);
      this.recordFlush(result, startedAt, result.epoch === null ? 'fenced' : 'ok');
      if (result.epoch === null) return { kind: 'fenced' };
      return { kind: 'written', result: { ...result, epoch: result.epoch } };
    } catch (error: unknown) {
      const refused = classifyFailure(error) === 'poison';
      this.recordFlush({ rowsWritten: 0, pointsWritten: 0 }, startedAt, refused ? 'refused' : 'failed');
      if (refused) return { kind: 'refused', error };
      throw error;
    }
  }

  private async runFlush(
    entries: readonly BufferEntry[],
    { epoch, layout }: ShardState,
  ): Promise<FlushResult> {
    const input = {
      shard: this.options.keys.shard,
      epoch,
      layout,
      updates: entries.map((entry) => entry.columns),
      pricePoints: true,
    };
    await this.insertRows(entries);
    return flushTokens(this.options.pool, input);
  }

  /**
   * Rows that were announced while creates were buffered. By themselves, before the flush: a row once made stays, whoever
   * makes it, so that it needs no fence, and a refused value beside it does not take the row along.
   */
  private async insertRows(entries: readonly BufferEntry[]): Promise<void> {
    const creates = entries.flatMap(({ identity }) => (identity === null ? [] : [{ identity, order: 0 }]));
    if (creates.length === 0) return;
    const startedAt = performance.now();
    const { inserted } = await insertTokens(this.options.pool, creates, 'RedisSyncJob');
    this.recordInsert(inserted.length, startedAt);
  }

  private async settle(batch: Batch, result: Written['result'], report: ShardReport): Promise<void> {
    const missing = new Set(result.missing);
    const absent = batch.entries.filter((entry) => missing.has(entry.mint));
    const written = batch.entries.filter((entry) => !missing.has(entry.mint));
    if (written.length > 0) await this.acknowledge(batch.readAt, written, result.skippedOrder ?? 0);
    if (absent.length > 0) await this.park(batch.readAt, absent);
    report.batchRows.push(batch.entries.length);
    report.tokens += written.length;
    report.rowsWritten += result.rowsWritten;
    report.pricePoints += result.pointsWritten;
    report.parked += absent.length;
    this.options.onBatch?.({
      trace: report.trace,
      shard: this.options.keys.shard,
      batch: report.batchRows.length,
      epoch: result.epoch,
      tokens: written.length,
      rowsWritten: result.rowsWritten,
      pricePoints: result.pointsWritten,
      parked: absent.length,
    });
  }

  private async acknowledge(
    readAt: string,
    entries: readonly BufferEntry[],
    skippedOrder: number,
  ): Promise<void> {
    const { meta, dirty, park, entryPrefix, cachePrefix, leasePrefix } = this.options.keys;
    const keys = [meta, dirty, park, entryPrefix, cachePrefix, leasePrefix];
    await this.options.run('ack', keys, [readAt, skippedOrder, ...toVersions(entries)]);
    this.options.onWritten(entries);
  }

  private async park(readAt: string, entries: readonly BufferEntry[]): Promise<void> {
    const { dirty, park, entryPrefix } = this.options.keys;
    const { parkFirstMs, parkLongestMs } = this.options;
    const args = [readAt, parkFirstMs * 1_000, parkLongestMs * 1_000, ...toVersions(entries)];
    await this.options.run('park', [dirty, park, entryPrefix], args);
    this.options.onMissing(entries);
  }

  private async bury(batch: Batch, error: unknown, report: ShardReport): Promise<void> {
    const { dirty, park, dead, entryPrefix, deadPrefix } = this.options.keys;
    const entry = batch.entries[0]!;
    const code = readSqlState(error) ?? '';
    const reason = error instanceof Error ? error.message : String(error);
    const args = [entry.mint, entry.version, batch.readAt, code, reason];
    const buried = await this.options.run('bury', [dirty, park, dead, entryPrefix, deadPrefix], args);
    if (buried !== 1) return;
    report.dead++;
    this.options.onDead(entry, code, reason, report.trace);
  }

  private recordFlush(
    result: Pick<FlushResult, 'rowsWritten' | 'pointsWritten'>,
    startedAt: number,
    outcome: WriteRecord['outcome'],
  ): void {
    this.options.record({
      component: 'RedisSyncJob',
      kind: 'sync',
      op: 'update',
      outcome,
      rows: result.rowsWritten,
      pricePoints: result.pointsWritten,
      seconds: (performance.now() - startedAt) / 1_000,
    });
  }

  private recordInsert(rows: number, startedAt: number): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    this.options.record({
      component: 'RedisSyncJob',
      kind: 'create',
      op: 'insert',
      outcome: 'ok',
      rows,
      pricePoints: 0,
      seconds,
    });
  }
}

/** `hybrid-split` was left, and its rows are on their way back: what waits is written once they have arrived. */
function isFolding({ strategy, layout }: ShardState): boolean {
  return layout === 'split' && strategy !== 'hybrid-split';
}

function toVersions(entries: readonly BufferEntry[]): string[] {
  return entries.flatMap((entry) => [entry.mint, entry.version]);
}
