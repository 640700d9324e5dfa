import { renewEntry, toTokenEntry } from '../domain/tokenEntry.ts';
import { createPool } from '../db/pool.ts';
import { printable } from '../domain/printable.ts';
import { readTokenRows } from '../db/statements/readTokens.ts';
import { readWriteMode } from '../db/statements/writeMode.ts';
import { createRedisClient } from '../redis/client.ts';
import { SETTINGS_KEY } from '../redis/keys.ts';
import { keyOfLetter, shardKeys, shardOf } from '../buffer/keys.ts';
import { createBufferRunner, discard, drawOrder } from '../buffer/scripts.ts';
import { type DeadLetter, readDeadLetter, readDeadLetters } from '../buffer/deadLetters.ts';
import { createEntryWriter } from '../buffer/entryWriter.ts';
import { formatCount } from '../domain/format.ts';
import { type Asked, RefusedByServerError } from '../domain/refusal.ts';
import { listBuffers, type ListedTable } from '../buffer/listBuffers.ts';
import { probeRedis } from '../worker/config/probeServers.ts';
import { ArgumentError, onOff, text } from './command/arguments.ts';
import { reachServers } from './command/attach.ts';
import { defineCommand } from './command/Command.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run buffer -- list [--redis URL] [--json]
       npm run buffer -- replay ID [--yes]
       npm run buffer -- discard ID [--yes]

list     what waits, what is parked (its row is missing) and the dead letters (PostgreSQL refused them), with the reason
replay   accepts a dead letter's values again, as the newest; shows the row's current values and needs --yes
discard  removes a dead letter for good; needs --yes

list also shows every buffer of breakwater-buffer in the same Redis. --redis: only those, in the Redis of an application;
BUFFER_REDIS_URL says the same for list and keeps a password out of the process list.`;
const LISTED = 1_000;

const ACTIONS = ['list', 'replay', 'discard'] as const;

interface Wish {
  readonly action: (typeof ACTIONS)[number];
  /** Id of the dead letter; not for list. */
  readonly id: string;
  readonly json: boolean;
  readonly yes: boolean;
}

export const command = defineCommand({
  usage: USAGE,
  flags: { json: onOff, yes: onOff, redis: text(null) },
  takesNames: true,
  run: async ({ json, yes, redis }, names) => {
    const wish = { ...readAction(names), json, yes };
    if (redis !== null && wish.action !== 'list')
      throw new ArgumentError(`${wish.action} takes no --redis`, { needsUsage: true });
    const url = redis ?? process.env['BUFFER_REDIS_URL'];
    if (url === undefined || wish.action !== 'list') return workOnBuffer(wish);
    return listApplication({ name: redis === null ? 'BUFFER_REDIS_URL' : '--redis', url }, json);
  },
});

/** The buffers that an application has in its own Redis. */
async function listApplication(asked: Asked, json: boolean): Promise<void> {
  const fault = await probeRedis(asked);
  if (fault !== null) throw new RefusedByServerError(fault);
  const redis = createRedisClient({ url: asked.url, name: 'buffer', onError: () => undefined });
  const buffers = await listBuffers(redis, LISTED);
  if (json) return print(JSON.stringify({ buffers }));
  if (buffers.length === 0) return print('No buffer of breakwater-buffer was ever started in this Redis');
  printTables(buffers);
}

function printTables(tables: readonly ListedTable[]): void {
  for (const { buffer, table, ledger, deadLetters } of tables) {
    const { pending, parked, dead, oldestDirtyAt, imbalance } = ledger;
    const seconds = oldestDirtyAt === null ? null : Math.max(0, Date.now() / 1_000 - oldestDirtyAt / 1e6);
    const age = seconds === null ? '' : `, the oldest for ${formatCount(Math.round(seconds))} s`;
    print(
      `${buffer}  ${table}: ${pending} wait${age}, ${parked} parked, ${dead} dead, imbalance ${imbalance}`,
    );
    for (const { id, code, reason, diedAt } of deadLetters)
      print(`  dead  ${id}  ${diedAt}  SQLSTATE ${code}: ${reason}`);
  }
}

function readAction([name, id, ...rest]: readonly string[]): Pick<Wish, 'action' | 'id'> {
  const action = ACTIONS.find((known) => known === name);
  if (action === 'list' ? id === undefined : action !== undefined && id !== undefined && rest.length === 0) {
    return { action: action!, id: id ?? '' };
  }
  throw new ArgumentError(describeMistake(), { needsUsage: true });

  function describeMistake(): string {
    if (name === undefined) return `Name an action: ${ACTIONS.join(', ')}`;
    if (action === undefined) return `"${name}" is not an action: ${ACTIONS.join(', ')}`;
    return action === 'list' ? 'list takes no ID' : `${action} takes one ID from "npm run buffer -- list"`;
  }
}

async function workOnBuffer({ action, id, json, yes }: Wish): Promise<void> {
  const { databaseUrl, redisUrl } = await reachServers();
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater buffer',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  const redis = createRedisClient({ url: redisUrl, name: 'buffer', onError: () => undefined });
  const run = createBufferRunner(redis);
  const shards = Number((await redis.hget(SETTINGS_KEY, 'shards')) ?? 1);
  const allKeys = Array.from({ length: shards }, (_, shard) => shardKeys(shard));
  if (action === 'list') return list();

  const keys = shardKeys(shardOf(keyOfLetter(id), shards));
  const letter = await readDeadLetter(redis, keys, id);
  if (letter === null) throw new Error(`There is no dead letter ${id}`);
  const [current] = await readTokenRows(pool, [letter.entry.key]);
  print(`Dead letter  ${describeLetter(letter)}`);
  print(`Row now      ${current === undefined ? 'missing' : JSON.stringify(current)}`);
  if (!yes) return print(`Nothing done. Add --yes to ${action} it.`);
  if (action === 'replay') await replay(letter);
  await discard(run, keys, id);
  print(action === 'replay' ? `Replayed ${id}` : `Discarded ${id}`);

  async function list(): Promise<void> {
    const waiting = await Promise.all(allKeys.map(({ dirty }) => redis.zcard(dirty)));
    const parked = (
      await Promise.all(allKeys.map(({ park }) => redis.zrange(park, 0, String(LISTED - 1))))
    ).flat();
    const dead = (await Promise.all(allKeys.map((shard) => readDeadLetters(redis, shard, LISTED)))).flat();
    const pending = waiting.reduce((sum, count) => sum + count, 0);
    const buffers = await listBuffers(redis, LISTED);
    if (json) return print(JSON.stringify({ pending, parked, dead, buffers }));
    print(
      `${pending} wait for the sync job, ${parked.length} parked (row missing), ${dead.length} dead letters`,
    );
    for (const mint of parked) print(`parked  ${mint}`);
    for (const found of dead) print(`dead    ${describeLetter(found)}`);
    printTables(buffers);
  }

  /** A new acceptance: with a new order, into the buffer, where the sync job meets it again. */
  async function replay({ entry }: DeadLetter): Promise<void> {
    const mode = await readWriteMode(pool);
    if (mode === null) throw new Error('No strategy is active: start Breakwater first');
    const update = renewEntry(toTokenEntry(entry), await drawOrder(run));
    if (update === null) throw new Error('The dead letter holds no columns to write');
    await createEntryWriter({ run, keys, epoch: mode.epoch })(update);
  }
}

function describeLetter({ id, code, reason, diedAt, entry }: DeadLetter): string {
  return `${id}  ${diedAt}  SQLSTATE ${code}: ${reason}  ${JSON.stringify(toTokenEntry(entry).columns)}`;
}

/** One line, whatever the ends of lines in a reason or a value. */
function print(line: string): void {
  say(printable(line));
}
