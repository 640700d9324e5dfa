import type { Cluster, Redis } from 'ioredis';
import { type DeadLetter, readDeadLetter, readDeadLetters } from '../deadLetters.ts';
import { forgetSilentProducers } from '../forgetSilentProducers.ts';
import { bufferKeyName, keyOfLetter, type ShardKeys, shardKeys, shardOf } from '../keys.ts';
import type { Ledger } from '../ledger.ts';
import { registerTable } from '../listBuffers.ts';
import { LostHistoryError } from '../PutChannel.ts';
import { discard, readAcknowledged, readWaiting, type RunBufferScript } from '../scripts.ts';
import type { FlushTarget } from '../ShardFlusher.ts';
import { type FlushReport, WriteBehindBuffer, type WriteBehindOptions } from '../WriteBehindBuffer.ts';
import type { Table, TableFacts } from './declaration.ts';
import { encodeKey, type EncodedRow, encodeRow } from './encodeRow.ts';
import { type ReadRow, readRows } from './readRows.ts';
import { insertShard, readEpoch, readRecords, resetEpoch, type ShardName } from './shardRecords.ts';
import { fromBufferEntry, type RecordStep, toBufferUpdate, withoutRecorded } from './tableEntry.ts';
import { createTableTarget, hasSums } from './tableTarget.ts';
import type { Queryable } from './types.ts';

type Engine = Pick<
  WriteBehindOptions<never>,
  'shards' | 'batchSize' | 'producer' | 'maxEntries' | 'writerWaitMs'
> &
  Pick<WriteBehindOptions<never>, 'parkFirstMs' | 'parkLongestMs' | 'onMissing' | 'onDead' | 'onPressure'>;

export interface TableBufferOptions extends Engine {
  readonly buffer: string;
  readonly table: Table;
  readonly db: Queryable;
  readonly redis: Redis | Cluster;
  readonly run: RunBufferScript;
}

/** Every shard has the one mode from the start: strategies are the token pipeline's. */
const HOW_TO_PUT = { epoch: 0, polled: false, target: 'dirty' } as const;
/** A row that is flushed while it is read is read again. */
const MAX_READS = 10;

/** One table of a buffer: what its rows are in Redis, and the engine that writes them down. */
export class TableBuffer {
  private readonly options: TableBufferOptions;
  private readonly name: string;
  private readonly facts: TableFacts;
  private readonly target: FlushTarget;
  private readonly engine: WriteBehindBuffer;

  constructor(options: TableBufferOptions, facts: TableFacts) {
    this.options = options;
    this.facts = facts;
    const { db, run, table, buffer } = options;
    this.name = bufferKeyName(buffer, table.id);
    const nameOf = (shard: number): ShardName => this.nameOf(shard);
    const keysOf = (shard: number): ShardKeys => this.keysOf(shard);
    this.target = createTableTarget({ db, run, table, facts, nameOf, keysOf });
    this.engine = new WriteBehindBuffer({
      ...options,
      name: this.name,
      target: this.target,
      refusesLoss: hasSums(table),
      buryMissing: table.missing === 'error',
      onPut: () => undefined,
      onWritten: () => undefined,
      onFenced: () => undefined,
    });
  }

  /** Makes the shards ready. @throws LostHistoryError where Redis and PostgreSQL do not know the same history. */
  async start(): Promise<void> {
    const { buffer, table, db, redis, shards } = this.options;
    await this.checkShards();
    for (let shard = 0; shard < shards; shard++) {
      await insertShard(db, this.nameOf(shard));
      await this.target.readState(shard);
    }
    await this.engine.setMode('buffer', HOW_TO_PUT.epoch);
    await registerTable(redis, { buffer, table: table.name, id: table.id, shards });
    await forgetSilentProducers(redis, this.listKeys());
  }

  /** All of them, or none of a shard. */
  async put(
    rows: readonly Readonly<Record<string, unknown>>[],
    ids: readonly (string | null)[],
  ): Promise<void> {
    const { table } = this.options;
    const updates = rows.map((row, at) => toBufferUpdate(table, encodeRow(table, row), ids[at] ?? null));
    const { remaining } = await this.engine.put(updates, HOW_TO_PUT);
    if (remaining.length === 0) return;
    // Redis was emptied: what was accepted is gone, which only the caller's log can show.
    if (hasSums(table))
      throw new LostHistoryError(`${table.name}: Redis was emptied; see the README on lost history`);
    await this.engine.setMode('buffer', HOW_TO_PUT.epoch);
    const again = await this.engine.put(remaining, HOW_TO_PUT);
    if (again.remaining.length > 0) throw new LostHistoryError(`${table.name}: Redis is being emptied`);
  }

  /** Rows with what waits for them laid over, in the order of the keys; null where there is none. */
  async read(keys: readonly Readonly<Record<string, unknown>>[]): Promise<(ReadRow | null)[]> {
    const { table, shards } = this.options;
    const encoded = keys.map((key) => encodeKey(table, key));
    const rows: (ReadRow | null)[] = [];
    for (let shard = 0; shard < shards; shard++) {
      const own = encoded.flatMap((key, at) =>
        shardOf(JSON.stringify(key), shards) === shard ? [{ key, at }] : [],
      );
      if (own.length === 0) continue;
      const found = await this.readShard(
        shard,
        own.map(({ key }) => key),
      );
      own.forEach(({ at }, i) => (rows[at] = found[i]!));
    }
    return rows;
  }

  /** Writes what waits now. */
  flush(): Promise<FlushReport> {
    return this.engine.flushNow();
  }

  /** Waits for the flush that runs already. */
  flushSoon(): Promise<FlushReport> {
    return this.engine.flush();
  }

  readLedger(): Promise<Ledger> {
    return this.engine.readLedger();
  }

  async readDeadLetters(limit: number): Promise<DeadLetter[]> {
    const { redis } = this.options;
    return (await Promise.all(this.listKeys().map((keys) => readDeadLetters(redis, keys, limit)))).flat();
  }

  /** Accepts a letter's values again, as it takes it away: never both, never neither. False where there is none. */
  async replay(id: string): Promise<boolean> {
    const { redis, table } = this.options;
    const letter = await readDeadLetter(redis, this.keysOfLetter(id), id);
    if (letter === null) return false;
    const update = toBufferUpdate(table, fromBufferEntry(table, letter.entry), null);
    await this.engine.put([update], { ...HOW_TO_PUT, letter: id });
    return true;
  }

  discard(id: string): Promise<boolean> {
    return discard(this.options.run, this.keysOfLetter(id), id);
  }

  /** Takes Redis and PostgreSQL as they are, each with what it holds. Returns what each knew, by shard. */
  async resolve(): Promise<{ readonly shard: number; readonly postgres: number; readonly redis: number }[]> {
    const { db, run, shards } = this.options;
    const reports = [];
    for (let shard = 0; shard < shards; shard++) {
      await insertShard(db, this.nameOf(shard));
      const { epoch: redis } = await readAcknowledged(run, this.keysOf(shard));
      const postgres = await readEpoch(db, this.nameOf(shard));
      reports.push({ shard, postgres, redis });
      if (redis === postgres || !hasSums(this.options.table)) continue;
      // Above both: a flush that is under way writes nothing.
      const decided = Math.max(redis, postgres) + 1;
      await resetEpoch(db, this.nameOf(shard), decided);
      await readAcknowledged(run, this.keysOf(shard), { decided });
    }
    return reports;
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }

  /** In a table with sums, the row and the entry must be of one moment: what a flush has just added still waits in Redis. */
  private async readShard(
    shard: number,
    keys: readonly (readonly string[])[],
  ): Promise<readonly (ReadRow | null)[]> {
    const { db, run, table } = this.options;
    const name = this.nameOf(shard);
    const read = await readWaiting(
      run,
      this.keysOf(shard),
      keys.map((key) => JSON.stringify(key)),
    );
    let epoch = read.acknowledgedEpoch;
    let steps: RecordStep[] = [];
    for (let reads = 0; reads < MAX_READS; reads++) {
      const entries = read.entries.flatMap((entry) => withoutRecorded(entry, steps) ?? []);
      const waiting = new Map(entries.map((entry) => [entry.key, fromBufferEntry(table, entry)]));
      const rows = keys.map(
        (key): EncodedRow => waiting.get(JSON.stringify(key)) ?? { key, fields: new Map() },
      );
      const found = await readRows(db, table, { rows, facts: this.facts, name });
      if (!hasSums(table) || found.epoch === epoch) return found.rows;
      const records = (await readRecords(db, name, read.acknowledgedEpoch)).filter(
        (one) => one.epoch <= found.epoch,
      );
      if (records.length !== found.epoch - read.acknowledgedEpoch) return this.readShard(shard, keys);
      steps = records.flatMap(({ record }) => (JSON.parse(record) as { steps: RecordStep[] }).steps);
      epoch = found.epoch;
    }
    return this.readShard(shard, keys);
  }

  /** The number of shards is fixed while something waits: a row must be found where it was put. */
  private async checkShards(): Promise<void> {
    const { redis, shards, table } = this.options;
    const { meta } = this.keysOf(0);
    const before = Number((await redis.hget(meta, 'shards')) ?? shards);
    if (before !== shards) {
      const held = await Promise.all(
        Array.from({ length: before }, (_, shard) => this.keysOf(shard)).flatMap((keys) =>
          [keys.dirty, keys.park, keys.dead].map((key) => redis.zcard(key)),
        ),
      );
      const count = held.reduce((sum, one) => sum + one, 0);
      if (count > 0)
        throw new Error(
          `${table.name} is started with ${shards} shards, and ${count} entries wait in ${before}: flush them with ` +
            `shards: ${before} first`,
        );
    }
    await redis.hset(meta, 'shards', shards);
  }

  private nameOf(shard: number): ShardName {
    return { buffer: this.options.buffer, table: this.options.table.id, shard };
  }

  private keysOf(shard: number): ShardKeys {
    return shardKeys(shard, this.name);
  }

  private keysOfLetter(id: string): ShardKeys {
    return this.keysOf(shardOf(keyOfLetter(id), this.options.shards));
  }

  private listKeys(): ShardKeys[] {
    return Array.from({ length: this.options.shards }, (_, shard) => this.keysOf(shard));
  }
}
