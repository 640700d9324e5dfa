import { randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { type BufferEntry, type BufferUpdate, decodeEntry } from './entry.ts';
import { shardKeys, type ShardKeys, shardOf } from './keys.ts';
import { addLedgers, type Ledger, readShardLedger } from './ledger.ts';
import { pipelineByShard } from './pipelineByShard.ts';
import { PutChannel, UPDATES_PER_PUT } from './PutChannel.ts';
import { type RunBufferScript, setMode } from './scripts.ts';
import {
  type BatchNote,
  type FlushTarget,
  type NewLetter,
  ShardFlusher,
  type ShardReport,
  type ShardState,
} from './ShardFlusher.ts';

export interface WriteBehindOptions<State extends ShardState> {
  readonly redis: Redis | Cluster;
  readonly run: RunBufferScript;
  readonly target: FlushTarget<State>;
  /** In the names of its keys; a buffer without one is that of the tokens. */
  readonly name?: string;
  readonly shards: number;
  readonly batchSize: number;
  /** Unique among the processes that have ever put. */
  readonly producer: string;
  /** Limit of one shard. */
  readonly maxEntries: number;
  readonly writerWaitMs: number;
  /** See PutChannel. */
  readonly refusesLoss?: boolean;
  /** See ShardFlusher. */
  readonly buryMissing?: boolean;
  readonly parkFirstMs: number;
  readonly parkLongestMs: number;
  readonly onPut: (accepted: number, merged: number) => void;
  readonly onWritten: (entries: readonly BufferEntry[]) => void;
  readonly onMissing: (entries: readonly BufferEntry[]) => void;
  readonly onDead: (letter: NewLetter) => void;
  readonly onFenced: () => void;
  readonly onBatch?: ((note: BatchNote) => void) | undefined;
  readonly onFlushFailed?: ((error: unknown, trace: string) => void) | undefined;
  /** The buffer is full or nearly so: flush sooner. */
  readonly onPressure: () => void;
}

export interface HowToPut {
  /** Epoch of the mode that the writer knows. */
  readonly epoch: number;
  readonly polled: boolean;
  readonly target: 'dirty' | 'park';
  /** The dead letter that a single update replaces. */
  readonly letter?: string;
}

export interface PutOutcome<Update extends BufferUpdate> {
  readonly accepted: number;
  readonly stale: number;
  /** Not accepted: another mode became active. */
  readonly remaining: readonly Update[];
}

/** The outcome of one flush of all shards. */
export interface FlushReport extends Readonly<Omit<ShardReport, 'batchRows'>> {
  /** Every line of the log about this flush has it. */
  readonly trace: string;
  readonly batchRows: readonly number[];
  readonly seconds: number;
}

interface Shard {
  readonly keys: ShardKeys;
  readonly channel: PutChannel;
  readonly flusher: { flush(signal: AbortSignal, trace: string): Promise<ShardReport> };
}

/**
 * Holds updates in Redis, merged for each row, and writes them down in batches. An update is accepted once Redis has it
 * and is given up only after PostgreSQL has committed it (see ShardFlusher).
 */
export class WriteBehindBuffer<State extends ShardState = ShardState> {
  private readonly options: WriteBehindOptions<State>;
  private readonly shards: readonly Shard[];
  private readonly stopping = new AbortController();
  private running: Promise<FlushReport> | null = null;

  constructor(options: WriteBehindOptions<State>) {
    this.options = options;
    this.shards = Array.from({ length: options.shards }, (_, shard) =>
      this.createShard(shardKeys(shard, options.name)),
    );
  }

  /**
   * Buffers updates in their order.
   * @throws BufferFullError, BufferUnavailableError when the buffer takes none for as long as a writer may wait.
   */
  async put<Update extends BufferUpdate>(
    updates: readonly Update[],
    how: HowToPut,
  ): Promise<PutOutcome<Update>> {
    const outcomes = await Promise.all(
      [...this.groupByShard(updates)].map(([shard, own]) => this.putInShard(this.shards[shard]!, own, how)),
    );
    return {
      accepted: outcomes.reduce((sum, { accepted }) => sum + accepted, 0),
      stale: outcomes.reduce((sum, { stale }) => sum + stale, 0),
      remaining: outcomes.flatMap(({ remaining }) => remaining),
    };
  }

  /** Flushes every shard once; a call while one is running waits for that one. */
  flush(): Promise<FlushReport> {
    this.running ??= this.flushAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Writes what waits now: a flush that runs already may have read its entries before. */
  async flushNow(): Promise<FlushReport> {
    await this.running?.catch(() => undefined);
    return this.flush();
  }

  /** The entries of these rows; those without one are left out. */
  async readEntries(rows: readonly string[]): Promise<BufferEntry[]> {
    const replies = await pipelineByShard(
      this.options.redis,
      rows,
      (key) => shardOf(key, this.shards.length),
      (pipeline, key) => pipeline.hgetall(this.shardOf(key).keys.entryPrefix + key),
    );
    return replies.flatMap(([error, fields], i) => {
      if (error !== null) throw error;
      const pairs = Object.entries(fields as Record<string, string>).flat();
      return pairs.length === 0 ? [] : [decodeEntry(rows[i]!, pairs)];
    });
  }

  async readLedger(): Promise<Ledger> {
    const { run, producer: name } = this.options;
    return addLedgers(
      await Promise.all(
        this.shards.map(({ keys, channel }) =>
          readShardLedger(run, keys, { name, accepted: () => channel.accepted }),
        ),
      ),
    );
  }

  /** Makes a mode active in every shard that has no newer one. Returns the newest epoch found. */
  async setMode(mode: string, epoch: number): Promise<number> {
    const epochs = await Promise.all(
      this.shards.map(({ keys }) => setMode(this.options.run, keys, { mode, epoch })),
    );
    return Math.max(...epochs);
  }

  /** Ends waiting writers and the flush in flight, and waits for it. What is buffered stays in Redis. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.catch(() => undefined);
  }

  private async flushAll(): Promise<FlushReport> {
    const startedAt = performance.now();
    const trace = randomBytes(4).toString('hex');
    const reports = await this.flushShards(trace);
    const sum = (key: Exclude<keyof ShardReport, 'batchRows'>): number =>
      reports.reduce((total, report) => total + report[key], 0);
    return {
      trace,
      batchRows: reports.flatMap(({ batchRows }) => batchRows),
      rows: sum('rows'),
      rowsWritten: sum('rowsWritten'),
      pointsWritten: sum('pointsWritten'),
      parked: sum('parked'),
      dead: sum('dead'),
      fenced: sum('fenced'),
      seconds: (performance.now() - startedAt) / 1_000,
    };
  }

  private async flushShards(trace: string): Promise<ShardReport[]> {
    const flushes = await Promise.allSettled(
      this.shards.map(({ flusher }) => flusher.flush(this.stopping.signal, trace)),
    );
    // Only now: the others are not left behind unwatched where one shard's server is away.
    const failed = flushes.find((flush) => flush.status === 'rejected');
    if (failed !== undefined) {
      this.options.onFlushFailed?.(failed.reason, trace);
      throw failed.reason;
    }
    return flushes.flatMap((flush) => (flush.status === 'fulfilled' ? [flush.value] : []));
  }

  private async putInShard<Update extends BufferUpdate>(
    { channel }: Shard,
    updates: readonly Update[],
    how: HowToPut,
  ): Promise<PutOutcome<Update>> {
    let accepted = 0;
    let stale = 0;
    for (let from = 0; from < updates.length; from += UPDATES_PER_PUT) {
      const part = updates.slice(from, from + UPDATES_PER_PUT);
      const reply = await channel.put({ ...how, updates: part });
      if (reply.modeChanged) return { accepted, stale, remaining: updates.slice(from) };
      this.options.onPut(reply.accepted, reply.merged);
      accepted += reply.accepted;
      stale += reply.stale.length;
    }
    return { accepted, stale, remaining: [] };
  }

  private groupByShard<Update extends BufferUpdate>(updates: readonly Update[]): Map<number, Update[]> {
    const groups = new Map<number, Update[]>();
    for (const update of updates) {
      const shard = shardOf(update.key, this.shards.length);
      const group = groups.get(shard);
      if (group === undefined) groups.set(shard, [update]);
      else group.push(update);
    }
    return groups;
  }

  private shardOf(key: string): Shard {
    return this.shards[shardOf(key, this.shards.length)]!;
  }

  private createShard(keys: ShardKeys): Shard {
    const { signal } = this.stopping;
    const channel = new PutChannel({ ...this.options, keys, signal, onFull: this.options.onPressure });
    return { keys, channel, flusher: new ShardFlusher({ ...this.options, keys }) };
  }
}
