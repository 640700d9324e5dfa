import type { Cluster, Redis } from 'ioredis';
import { type DeadLetter, readDeadLetters } from './deadLetters.ts';
import { bufferKeyName, BUFFERS_KEY, type ShardKeys, shardKeys } from './keys.ts';
import { addLedgers, type Ledger, readShardLedger } from './ledger.ts';
import { createBufferRunner } from './scripts.ts';

/** One table of a buffer, as Redis knows it. */
export interface KnownTable {
  readonly buffer: string;
  /** As it was declared. */
  readonly table: string;
  readonly id: string;
  readonly shards: number;
}

/** What a buffer of any process holds. */
export interface ListedTable extends KnownTable {
  readonly ledger: Ledger;
  /** The oldest. */
  readonly deadLetters: readonly DeadLetter[];
}

/** Lets others find a table that is buffered in this Redis. */
export async function registerTable(redis: Redis | Cluster, table: KnownTable): Promise<void> {
  await redis.hset(BUFFERS_KEY, bufferKeyName(table.buffer, table.id), JSON.stringify(table));
}

/** Every buffered table of this Redis, by name, whether its processes run or not. Writes nothing. */
export async function listBuffers(
  redis: Redis | Cluster,
  maxLetters: number,
): Promise<readonly ListedTable[]> {
  const known = Object.values(await redis.hgetall(BUFFERS_KEY)).map((text) => JSON.parse(text) as KnownTable);
  const byName = known.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  return Promise.all(byName.map((table) => readTable(redis, table, maxLetters)));
}

const nameOf = ({ buffer, table }: KnownTable): string => `${buffer} ${table}`;

async function readTable(
  redis: Redis | Cluster,
  table: KnownTable,
  maxLetters: number,
): Promise<ListedTable> {
  const run = createBufferRunner(redis);
  const name = bufferKeyName(table.buffer, table.id);
  const keys = Array.from({ length: table.shards }, (_, shard): ShardKeys => shardKeys(shard, name));
  // It accepted nothing itself: what a producer knows to be lost is in that producer's own metrics.
  const reader = { name: '', accepted: () => 0 };
  const ledgers = await Promise.all(keys.map((shard) => readShardLedger(run, shard, reader)));
  const letters = await Promise.all(keys.map((shard) => readDeadLetters(redis, shard, maxLetters)));
  return { ...table, ledger: addLedgers(ledgers), deadLetters: letters.flat() };
}
