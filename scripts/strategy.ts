import { formatCount } from '../domain/format.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '../db/pool.ts';
import { readWriteMode } from '../db/statements/writeMode.ts';
import { createRedisClient } from '../redis/client.ts';
import { SETTINGS_KEY } from '../redis/keys.ts';
import { shardKeys } from '../buffer/keys.ts';
import { isUnbuffered, STRATEGY_NAMES } from '../domain/strategies.ts';
import { ArgumentError } from './command/arguments.ts';
import { reachServers } from './command/attach.ts';
import { defineCommand } from './command/Command.ts';
import { say } from './command/terminal.ts';

const USAGE = `Usage: npm run strategy -- [NAME]

Without NAME: prints the active strategy. With NAME (${STRATEGY_NAMES.join(', ')}): switches the running worker,
live and without loss, and waits until it is done; leaving a buffering strategy, until the buffer is drained.`;
const PATIENCE_MS = 60_000;

export const command = defineCommand({
  usage: USAGE,
  flags: {},
  takesNames: true,
  run: (_values, names) => setStrategy(names),
});

async function setStrategy([name, ...rest]: readonly string[]): Promise<void> {
  const wanted = STRATEGY_NAMES.find((known) => known === name);
  if (rest.length > 0 || (name !== undefined && wanted === undefined)) {
    const message = `The strategy is "${[name, ...rest].join(' ')}": it takes ${STRATEGY_NAMES.join(', ')}`;
    throw new ArgumentError(message, { needsUsage: false });
  }
  const { databaseUrl, redisUrl } = await reachServers();
  const pool = createPool({
    databaseUrl,
    applicationName: 'breakwater strategy',
    maxConnections: 1,
    onConnectionError: () => undefined,
  });
  const redis = createRedisClient({ url: redisUrl, name: 'strategy', onError: () => undefined });
  const active = async (): Promise<string> => (await readWriteMode(pool))?.strategy ?? 'none yet';
  if (wanted === undefined) return say(await active());

  await redis.hset(SETTINGS_KEY, 'strategy', wanted);
  const deadline = performance.now() + PATIENCE_MS;
  for (let shown = ''; ; await delay(200)) {
    if (performance.now() > deadline) {
      throw new Error(
        `Asked for ${wanted}, but ${await active()} is still active. Is a worker running? (npm start)`,
      );
    }
    if ((await active()) !== wanted) continue;
    const waiting = isUnbuffered(wanted) ? await countDirty() : 0;
    if (waiting === 0) break;
    const line = `${wanted} is active; draining ${formatCount(waiting)} rows`;
    if (line !== shown) say((shown = line));
  }
  say(`${wanted} is active`);

  async function countDirty(): Promise<number> {
    const shards = Number((await redis.hget(SETTINGS_KEY, 'shards')) ?? 1);
    const counts = await Promise.all(
      Array.from({ length: shards }, (_, shard) => redis.zcard(shardKeys(shard).dirty)),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
