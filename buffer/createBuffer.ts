import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Cluster, Redis } from 'ioredis';
import { checkRedis } from './checkRedis.ts';
import type { DeadLetter } from './deadLetters.ts';
import { addLedgers, type Ledger } from './ledger.ts';
import { createBufferRunner } from './scripts.ts';
import { type MetricRegistry, registerMetrics } from './metrics.ts';
import type { Table } from './table/declaration.ts';
import { TableDefinitionError } from './table/errors.ts';
import { TableBuffer } from './table/TableBuffer.ts';
import { hasSums } from './table/tableTarget.ts';
import type { ColumnSpecs, KeyOf, KeySpec, Queryable, RowOf, UpdateOf } from './table/types.ts';
import type { FlushReport } from './WriteBehindBuffer.ts';

export interface BufferOptions {
  /** Name of this buffer, in Redis and PostgreSQL: letters, digits, `-` and `_`. The same in every process that shares it. */
  readonly name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- any table, whatever its columns
  readonly tables: readonly Table<any, any>[];
  /** A pool, or an adapter with `query(text, values)`. */
  readonly pool: Queryable;
  readonly redis: Redis | Cluster;
  /** 5,000 by default. */
  readonly flushEveryMs?: number;
  /** Rows of one statement: 1,000 by default. */
  readonly batchSize?: number;
  /** Shards of each table: 1 by default. It can be changed when nothing waits. */
  readonly shards?: number;
  /** Rows that may wait in one shard of a table: 1,000,000 by default. */
  readonly maxEntries?: number;
  /** How long `update` waits for room or for Redis: 10,000 by default. */
  readonly writerWaitMs?: number;
  /** When a missing row is looked for again: 1,000 by default, doubled at each try up to a minute. */
  readonly parkFirstMs?: number;
  /** `assumed`: Redis' settings are not read; you know that it loses nothing. */
  readonly redisSettings?: 'checked' | 'assumed';
  /** A Registry of prom-client's, where `start` shows this buffer's metrics. */
  readonly registry?: MetricRegistry;
}

export interface BufferEvents {
  /** PostgreSQL refused a row for good: it waits as a dead letter. */
  readonly dead: [
    letter: { readonly table: string; readonly id: string; readonly code: string; readonly reason: string },
  ];
  /** Rows were missing: their updates wait. */
  readonly parked: [rows: { readonly table: string; readonly keys: readonly string[] }];
  /** A table takes no more until it is flushed, which is done now. */
  readonly full: [table: string];
  /** A flush failed: everything is kept, and it is tried again. */
  readonly flushFailed: [error: unknown];
}

const NAME = /^[\w-]{1,64}$/;
const MAX_PARK_MS = 60_000;

/** Holds updates in Redis, merged for each row, and writes them down in batches. */
export class Buffer extends EventEmitter<{ [E in keyof BufferEvents]: [...BufferEvents[E]] }> {
  private readonly options: BufferOptions;
  private readonly tables = new Map<Table, TableBuffer>();
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;
  private hideMetrics: () => void = () => undefined;

  /** @internal */
  constructor(options: BufferOptions) {
    super();
    this.options = options;
  }

  /**
   * Checks Redis and the tables, and begins to flush.
   * @throws UnsafeRedisError, TableDefinitionError, LostHistoryError
   */
  async start(): Promise<void> {
    const { tables } = this.options;
    await this.open();
    for (const table of tables) await this.of(table).start();
    this.showMetrics();
    this.schedule();
  }

  /**
   * Buffers one update: once it resolves, Redis has it. `id`: of the update, which is then accepted once within a day.
   * @throws InvalidValueError, BufferFullError; BufferUnavailableError, after which it is not known whether it was accepted
   */
  async update<K extends KeySpec, C extends ColumnSpecs>(
    table: Table<K, C>,
    row: UpdateOf<K, C>,
    { id = null }: { readonly id?: string | null } = {},
  ): Promise<void> {
    await this.of(table).put([row], [id]);
  }

  /** Buffers updates in their order, as `update` does. */
  async updateMany<K extends KeySpec, C extends ColumnSpecs>(
    table: Table<K, C>,
    rows: readonly UpdateOf<K, C>[],
  ): Promise<void> {
    await this.of(table).put(rows, []);
  }

  /** The row with what waits laid over it; null where there is none. */
  async read<K extends KeySpec, C extends ColumnSpecs>(
    table: Table<K, C>,
    key: KeyOf<K>,
  ): Promise<RowOf<K, C> | null> {
    const [row] = await this.readMany(table, [key]);
    return row ?? null;
  }

  /** Rows in the order of the keys. */
  async readMany<K extends KeySpec, C extends ColumnSpecs>(
    table: Table<K, C>,
    keys: readonly KeyOf<K>[],
  ): Promise<(RowOf<K, C> | null)[]> {
    return (await this.of(table).read(keys)) as (RowOf<K, C> | null)[];
  }

  /** Writes what waits now. @throws where PostgreSQL or Redis is away; everything is kept. */
  async flush(): Promise<readonly ({ readonly table: string } & FlushReport)[]> {
    return Promise.all(
      Array.from(this.tables, async ([table, own]) => ({ table: table.name, ...(await own.flush()) })),
    );
  }

  /** Where every accepted update is. */
  async readLedger(): Promise<Ledger> {
    return addLedgers(await Promise.all(Array.from(this.tables.values(), (own) => own.readLedger())));
  }

  /** The oldest rows that PostgreSQL refused. */
  readDeadLetters(table: Table, limit = 100): Promise<DeadLetter[]> {
    return this.of(table).readDeadLetters(limit);
  }

  /** Accepts a dead letter's values again. False where there is none of this id. */
  replay(table: Table, id: string): Promise<boolean> {
    return this.of(table).replay(id);
  }

  /** Gives a dead letter up for good. False where there is none of this id. */
  discard(table: Table, id: string): Promise<boolean> {
    return this.of(table).discard(id);
  }

  /**
   * After a LostHistoryError, in place of start(): takes Redis and PostgreSQL as they are. Whoever calls it has looked at
   * both: what waits will be written, and what was lost stays lost.
   */
  async resolve(
    table: Table,
  ): Promise<{ readonly shard: number; readonly postgres: number; readonly redis: number }[]> {
    await this.open();
    return this.of(table).resolve();
  }

  /** Ends. What waits is flushed first, or with `flush: false` kept in Redis for the next start. */
  async stop({ flush = true }: { readonly flush?: boolean } = {}): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    try {
      if (flush) await this.flush();
    } finally {
      this.hideMetrics();
      await Promise.all(Array.from(this.tables.values(), (own) => own.stop()));
    }
  }

  private async open(): Promise<void> {
    const { name, tables, pool, redis, redisSettings } = this.options;
    if (!NAME.test(name))
      throw new TableDefinitionError(
        `The buffer's name is ${JSON.stringify(name)}; it takes letters, digits, - and _`,
      );
    if (redisSettings !== 'assumed') await checkRedis(redis, { forSums: tables.some(hasSums) });
    await checkCommit(pool);
    for (const table of tables as readonly Table[])
      if (!this.tables.has(table))
        this.tables.set(table, new TableBuffer(this.describe(table), await table.check(pool)));
  }

  private showMetrics(): void {
    const { name: buffer, registry } = this.options;
    if (registry === undefined) return;
    const tables = Array.from(this.tables, ([table, own]) => ({
      buffer,
      table: table.name,
      readLedger: () => own.readLedger(),
    }));
    this.hideMetrics = registerMetrics(registry, tables);
  }

  private describe(table: Table): ConstructorParameters<typeof TableBuffer>[0] {
    const { name: buffer, pool: db, redis, parkFirstMs = 1_000, ...rest } = this.options;
    return {
      buffer,
      table,
      db,
      redis,
      run: createBufferRunner(redis),
      producer: randomUUID(),
      shards: rest.shards ?? 1,
      batchSize: rest.batchSize ?? 1_000,
      maxEntries: rest.maxEntries ?? 1_000_000,
      writerWaitMs: rest.writerWaitMs ?? 10_000,
      parkFirstMs,
      parkLongestMs: Math.max(parkFirstMs, MAX_PARK_MS),
      onMissing: (entries) => this.emit('parked', { table: table.name, keys: entries.map(({ key }) => key) }),
      onDead: ({ entry, code, reason }) =>
        this.emit('dead', { table: table.name, id: `${entry.key}:${entry.version}`, code, reason }),
      onPressure: () => {
        this.emit('full', table.name);
        this.of(table)
          .flushSoon()
          .catch((error: unknown) => this.emit('flushFailed', error));
      },
    };
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- any table, whatever its columns
  private of(table: Table<any, any>): TableBuffer {
    const own = this.tables.get(table as Table);
    if (own === undefined)
      throw new TableDefinitionError(
        `${table.name} is not a table of this buffer, or the buffer has not been started`,
      );
    return own;
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      Promise.all(Array.from(this.tables.values(), (own) => own.flushSoon()))
        .catch((error: unknown) => this.emit('flushFailed', error))
        .finally(() => this.schedule());
    }, this.options.flushEveryMs ?? 5_000);
  }
}

/** A commit that PostgreSQL could still lose must not take anything out of the buffer. */
async function checkCommit(db: Queryable): Promise<void> {
  const { rows } = await db.query(`select current_setting('synchronous_commit') as setting`, []);
  if ((rows[0] as { setting: string }).setting === 'off')
    throw new TableDefinitionError(
      'synchronous_commit is off for this connection: PostgreSQL could lose what was taken out of the buffer. ' +
        "Leave it on for this role: alter role … set synchronous_commit = 'on'",
    );
}

/** Describes a buffer; `start` begins. */
export const createBuffer = (options: BufferOptions): Buffer => new Buffer(options);
