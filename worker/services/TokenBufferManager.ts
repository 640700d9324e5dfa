import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { RedisClient } from '../../redis/client.ts';
import type { NewToken, TokenUpdate } from '../../domain/tokenColumns.ts';
import { type BufferEntry, decodeEntry, encodeCreate, encodeUpdate } from '../../redis/entryCodec.ts';
import { type ShardKeys, shardKeys, shardOfMint } from '../../redis/keys.ts';
import { pipelineByShard } from '../../redis/pipelines.ts';
import type { RunScript } from '../../redis/scripts.ts';
import type { BufferSync, Recorder } from '../types.ts';
import type { SyncReport } from '../../domain/history.ts';
import type { StrategyName } from '../../domain/strategies.ts';
import {
  type DeadLetter,
  discardDeadLetter,
  readDeadLetter,
  readDeadLetters,
} from '../../redis/buffer/deadLetters.ts';
import { type Ledger, addLedgers, readShardLedger } from '../../redis/buffer/ledger.ts';
import { PutChannel, type PutReply, UPDATES_PER_PUT } from '../../redis/buffer/putChannel.ts';
import { type BatchNote, ShardFlusher, type ShardReport } from './shardFlusher.ts';

export interface TokenBufferOptions {
  readonly pool: pg.Pool;
  readonly redis: RedisClient;
  readonly run: RunScript;
  readonly recorder: Recorder;
  readonly shards: number;
  readonly batchSize: number;
  /** Unique among the workers that have ever run. */
  readonly producer: string;
  readonly maxEntries: number;
  readonly writerWaitMs: number;
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
  readonly strategy: () => StrategyName;
  readonly onDead: (entry: BufferEntry, code: string, reason: string, trace: string) => void;
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

interface Shard {
  readonly keys: ShardKeys;
  readonly channel: PutChannel;
  readonly flusher: ShardFlusher;
}

/**
 * Holds updates in Redis, merged per token, and writes them down in batches. An update is accepted once Redis has it
 * and is given up only after PostgreSQL has committed it (see ShardFlusher).
 */
export class TokenBufferManager implements BufferSync {
  private readonly options: TokenBufferOptions;
  private readonly shards: readonly Shard[];
  private readonly stopping = new AbortController();
  private running: Promise<SyncReport> | null = null;

  constructor(options: TokenBufferOptions) {
    this.options = options;
    this.shards = Array.from({ length: options.shards }, (_, shard) => this.createShard(shardKeys(shard)));
  }

  /** Buffers one update. */
  bufferToken(update: TokenUpdate, epoch: number): Promise<BufferOutcome> {
    return this.bufferTokens([update], { epoch, polled: false, target: 'dirty' });
  }

  /**
   * Buffers updates in their order.
   * @throws BufferFullError, BufferUnavailableError when the buffer takes none for as long as a writer may wait.
   */
  async bufferTokens(
    updates: readonly TokenUpdate[],
    how: { readonly epoch: number; readonly polled: boolean; readonly target: 'dirty' | 'park' },
  ): Promise<BufferOutcome> {
    const outcomes = await Promise.all(
      [...this.groupByShard(updates)].map(([shard, own]) =>
        this.bufferInShard(this.shards[shard]!, own, how),
      ),
    );
    const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0);
    const stale = outcomes.reduce((sum, outcome) => sum + outcome.stale, 0);
    const remaining = outcomes.flatMap((outcome) => outcome.remaining);
    if (remaining.length > 0) return { modeChanged: true, accepted, stale, remaining };
    return { modeChanged: false, accepted, stale };
  }

  /** Buffers a create (buffer-all). False if another strategy is in force. */
  async bufferCreate(token: NewToken, epoch: number): Promise<boolean> {
    const shard = this.shardOf(token.identity.mint);
    const reply = await shard.channel.put({
      epoch,
      updates: [encodeCreate(token)],
      target: 'dirty',
      polled: false,
    });
    if (!reply.modeChanged) this.options.recorder.recordPut(reply.accepted, reply.merged);
    return !reply.modeChanged;
  }

  /** Flushes every shard once; a call while one is running waits for that one. */
  syncBufferedTokens(): Promise<SyncReport> {
    this.running ??= this.sync().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** What is dirty in a token's row, null if nothing. */
  async readEntry(mint: string): Promise<BufferEntry | null> {
    const [entry] = await this.readEntries([mint]);
    return entry ?? null;
  }

  /** The entries of these mints; those without one are left out. */
  async readEntries(mints: readonly string[]): Promise<BufferEntry[]> {
    const replies = await pipelineByShard(
      this.options.redis,
      mints,
      (mint) => shardOfMint(mint, this.shards.length),
      (pipeline, mint) => pipeline.hgetall(this.shardOf(mint).keys.entryPrefix + mint),
    );
    return replies.flatMap(([error, fields], i) => {
      if (error !== null) throw error;
      const pairs = Object.entries(fields as Record<string, string>).flat();
      return pairs.length === 0 ? [] : [decodeEntry(mints[i]!, pairs)];
    });
  }

  async readLedger(): Promise<Ledger> {
    return addLedgers(
      await Promise.all(
        this.shards.map(({ keys, channel }) =>
          readShardLedger(this.options.run, keys, {
            name: this.options.producer,
            accepted: () => channel.accepted,
          }),
        ),
      ),
    );
  }

  async readDeadLetters(limit: number): Promise<DeadLetter[]> {
    const letters = await Promise.all(
      this.shards.map(({ keys }) => readDeadLetters(this.options.redis, keys, limit)),
    );
    return letters.flat().slice(0, limit);
  }

  async readDeadLetter(id: string): Promise<DeadLetter | null> {
    return readDeadLetter(this.options.redis, this.shardOf(id.slice(0, id.lastIndexOf(':'))).keys, id);
  }

  async discardDeadLetter(id: string): Promise<boolean> {
    return discardDeadLetter(this.options.run, this.shardOf(id.slice(0, id.lastIndexOf(':'))).keys, id);
  }

  /** Puts a mode in force in every shard that has no newer one. Returns the newest epoch found. */
  async setMode(strategy: StrategyName, epoch: number): Promise<number> {
    const epochs = await Promise.all(
      this.shards.map(({ keys }) => this.options.run('set_mode', [keys.meta], [strategy, epoch])),
    );
    return Math.max(...epochs.map(Number));
  }

  /** Ends waiting writers and the flush in flight, and waits for it. What is buffered stays in Redis. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.catch(() => undefined);
  }

  private async sync(): Promise<SyncReport> {
    const startedAt = performance.now();
    const trace = randomBytes(4).toString('hex');
    const reports = await this.flushShards(trace);
    const sum = (key: Exclude<keyof ShardReport, 'batchRows' | 'trace'>) =>
      reports.reduce((total, report) => total + report[key], 0);
    const batchRows = reports.flatMap((report) => report.batchRows);
    const report: SyncReport = {
      trace,
      batches: batchRows.length,
      tokens: sum('tokens'),
      rowsWritten: sum('rowsWritten'),
      pricePoints: sum('pricePoints'),
      parked: sum('parked'),
      dead: sum('dead'),
      fenced: sum('fenced'),
      seconds: (performance.now() - startedAt) / 1_000,
    };
    this.options.recorder.recordSync(report, batchRows);
    return report;
  }

  private async flushShards(trace: string): Promise<ShardReport[]> {
    const flushes = await Promise.allSettled(
      this.shards.map(({ flusher }) => flusher.flush(this.stopping.signal, trace)),
    );
    // Only now: the others are not left behind unwatched where one shard's server is away.
    const failed = flushes.find((flush) => flush.status === 'rejected');
    if (failed !== undefined) {
      this.options.onSyncFailed?.(failed.reason, trace);
      throw failed.reason;
    }
    return flushes.flatMap((flush) => (flush.status === 'fulfilled' ? [flush.value] : []));
  }

  private async bufferInShard(
    { channel }: Shard,
    updates: readonly TokenUpdate[],
    how: { readonly epoch: number; readonly polled: boolean; readonly target: 'dirty' | 'park' },
  ): Promise<{ accepted: number; stale: number; remaining: readonly TokenUpdate[] }> {
    let accepted = 0;
    let stale = 0;
    for (let from = 0; from < updates.length; from += UPDATES_PER_PUT) {
      const part = updates.slice(from, from + UPDATES_PER_PUT);
      const reply: PutReply = await channel.put({ ...how, updates: part.map(encodeUpdate) });
      if (reply.modeChanged) return { accepted, stale, remaining: updates.slice(from) };
      this.options.recorder.recordPut(reply.accepted, reply.merged);
      accepted += reply.accepted;
      stale += reply.stale.length;
    }
    return { accepted, stale, remaining: [] };
  }

  private groupByShard(updates: readonly TokenUpdate[]): Map<number, TokenUpdate[]> {
    const groups = new Map<number, TokenUpdate[]>();
    for (const update of updates) {
      const shard = shardOfMint(update.mint, this.shards.length);
      const group = groups.get(shard);
      if (group === undefined) groups.set(shard, [update]);
      else group.push(update);
    }
    return groups;
  }

  private shardOf(mint: string): Shard {
    return this.shards[shardOfMint(mint, this.shards.length)]!;
  }

  private createShard(keys: ShardKeys): Shard {
    const { run, recorder, strategy } = this.options;
    const channel = new PutChannel({
      ...this.options,
      keys,
      signal: this.stopping.signal,
      onFull: this.options.onPressure,
    });
    const flusher = new ShardFlusher({
      ...this.options,
      run,
      keys,
      record: (record) => recorder.recordWrite({ ...record, strategy: strategy() }),
      onMissing: (entries) => recorder.countRecordNotFound('RedisSyncJob', entries.length),
      onWritten: (entries) => this.recordLatencies(entries),
      onFenced: () => recorder.countFenced(),
    });
    return { keys, channel, flusher };
  }

  private recordLatencies(entries: readonly BufferEntry[]): void {
    const now = Date.now() * 1_000;
    for (const { columns, dirtySince } of entries) {
      const kind = columns.market
        ? 'market'
        : columns.pool
          ? 'pool'
          : columns.metadata
            ? 'metadata'
            : 'score';
      this.options.recorder.recordLatency(kind, Math.max(0, now - dirtySince) / 1e6);
    }
  }
}
