import type pg from 'pg';
import type { BufferEntry } from '../../buffer/entry.ts';
import type { Ledger } from '../../buffer/ledger.ts';
import type { RunBufferScript } from '../../buffer/scripts.ts';
import type { BatchNote, NewLetter } from '../../buffer/ShardFlusher.ts';
import { type HowToPut, WriteBehindBuffer } from '../../buffer/WriteBehindBuffer.ts';
import type { SyncReport } from '../../domain/history.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import { toBufferCreate, toBufferUpdate, type TokenEntry, toTokenEntry } from '../../domain/tokenEntry.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { BufferSync, Recorder } from '../types.ts';
import { createTokenTarget, type TokenState } from './tokenTarget.ts';

export interface TokenBufferOptions {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunBufferScript;
  readonly recorder: Recorder;
  readonly shards: number;
  readonly batchSize: number;
  /** Unique among the workers that have ever run. */
  readonly producer: string;
  /** Limit of one shard. */
  readonly maxEntries: number;
  readonly writerWaitMs: number;
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
  readonly strategy: () => StrategyName;
  readonly onDead: (letter: NewLetter) => void;
  readonly onBatch?: (note: BatchNote) => void;
  readonly onSyncFailed?: (error: unknown, trace: string) => void;
  /** The buffer is full or nearly so: flush sooner. */
  readonly onPressure: () => void;
}

export type BufferOutcome =
  | { readonly modeChanged: false; readonly accepted: number; readonly stale: number }
  | {
      readonly modeChanged: true;
      readonly accepted: number;
      readonly stale: number;
      readonly remaining: readonly TokenUpdate[];
    };

/** The buffer of tokens: what they are in it, and what is reported of it. */
export class TokenBufferManager implements BufferSync {
  private readonly options: TokenBufferOptions;
  private running: Promise<SyncReport> | null = null;
  private readonly buffer: WriteBehindBuffer<TokenState>;

  constructor(options: TokenBufferOptions) {
    this.options = options;
    const { recorder, pool, strategy } = options;
    this.buffer = new WriteBehindBuffer({
      ...options,
      target: createTokenTarget({
        pool,
        record: (record) => recorder.recordWrite({ ...record, strategy: strategy() }),
      }),
      onPut: (accepted, merged) => recorder.recordPut(accepted, merged),
      onWritten: (entries) => this.recordLatencies(entries),
      onMissing: (entries) => recorder.countRecordNotFound('RedisSyncJob', entries.length),
      onFenced: () => recorder.countFenced(),
      onFlushFailed: options.onSyncFailed,
    });
  }

  /** Buffers one update. */
  bufferToken(update: TokenUpdate, epoch: number): Promise<BufferOutcome> {
    return this.bufferTokens([update], { epoch, polled: false, target: 'dirty' });
  }

  /**
   * Buffers updates in their order.
   * @throws BufferFullError, BufferUnavailableError when the buffer takes none for as long as a writer may wait.
   */
  async bufferTokens(updates: readonly TokenUpdate[], how: HowToPut): Promise<BufferOutcome> {
    const sources = new Map(updates.map((update) => [toBufferUpdate(update), update]));
    const { accepted, stale, remaining } = await this.buffer.put([...sources.keys()], how);
    if (remaining.length === 0) return { modeChanged: false, accepted, stale };
    const left = remaining.map((update) => sources.get(update)!);
    return { modeChanged: true, accepted, stale, remaining: left };
  }

  /** Buffers a create (buffer-all). False if another strategy is active. */
  async bufferCreate(token: NewToken, epoch: number): Promise<boolean> {
    const how = { epoch, polled: false, target: 'dirty' } as const;
    const { remaining } = await this.buffer.put([toBufferCreate(token)], how);
    return remaining.length === 0;
  }

  /** Flushes every shard once; a call while one is running waits for that one. */
  syncBufferedTokens(): Promise<SyncReport> {
    this.running ??= this.sync().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** The dirty part of a token's row, null if nothing. */
  async readEntry(mint: string): Promise<TokenEntry | null> {
    const [entry] = await this.readEntries([mint]);
    return entry ?? null;
  }

  /** The entries of these mints; those without one are left out. */
  async readEntries(mints: readonly string[]): Promise<TokenEntry[]> {
    return (await this.buffer.readEntries(mints)).map(toTokenEntry);
  }

  readLedger(): Promise<Ledger> {
    return this.buffer.readLedger();
  }

  /** Makes a strategy active in every shard that has no newer one. Returns the newest epoch found. */
  setMode(strategy: StrategyName, epoch: number): Promise<number> {
    return this.buffer.setMode(strategy, epoch);
  }

  /** Ends waiting writers and the flush in flight, and waits for it. What is buffered stays in Redis. */
  async stop(): Promise<void> {
    await this.buffer.stop();
    await this.running?.catch(() => undefined);
  }

  private async sync(): Promise<SyncReport> {
    const { batchRows, rows, pointsWritten, ...rest } = await this.buffer.flush();
    const counts = { batches: batchRows.length, tokens: rows, pricePoints: pointsWritten };
    const report = { ...rest, ...counts };
    this.options.recorder.recordSync(report, batchRows);
    return report;
  }

  private recordLatencies(entries: readonly BufferEntry[]): void {
    const now = Date.now() * 1_000;
    for (const { fields, dirtySince } of entries) {
      const kind = LATENCY_KINDS.find((name) => fields.some((field) => field.name === name)) ?? 'score';
      this.options.recorder.recordLatency(kind, Math.max(0, now - dirtySince) / 1e6);
    }
  }
}

/** The first of these groups that an entry holds is what its latency counts for. */
const LATENCY_KINDS = ['market', 'pool', 'metadata'] as const;
