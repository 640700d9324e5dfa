import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosServers } from '../ChaosServers.ts';
import { lossByKill, lossByPower } from '../tailLoss.ts';
import type { Fault } from './Fault.ts';
import { fillDisk, NO_DISK } from './fillDisk.ts';

/** libfaketime looks at its file once a second. */
const CLOCK_NOTICED_MS = 1_200;
const FURTHEST_STEP_S = 60;

/** Seen here with 7.0.15: after a full disk and a rewrite it does not start again. */
const BROKEN_BY_REDIS =
  'under everysec Redis itself may leave a file that it cannot load (https://github.com/redis/redis/pull/14372)';

/** SIGKILL and a new start: under `always` its file holds all that it had acknowledged. */
export const killRedis: Fault = {
  target: 'redis',
  inflict: async ({ servers, tailLosses }, { holdMs }) => {
    await servers.killRedis();
    if (servers.aof !== null) tailLosses.push(lossByKill(Date.now()));
    await delay(holdMs);
    await servers.startRedisAgain();
  },
};

/** As if the machine had lost its power: the last second of the file was on no disk yet. */
export const loseRedisTail: Fault = {
  target: 'redis',
  skipReason: ({ servers }) => (servers.aof === null ? 'with fsync always there is no tail to lose' : null),
  inflict: async ({ servers, tailLosses }, { holdMs }) => {
    await servers.killRedis();
    tailLosses.push(lossByPower(Date.now(), servers.aof?.cut() ?? 0));
    await delay(holdMs);
    await servers.startRedisAgain();
  },
};

/** SIGSTOP, SIGCONT. */
export const freezeRedis: Fault = {
  target: 'redis',
  inflict: async ({ servers }, { holdMs }) => {
    servers.signalRedis('SIGSTOP');
    await delay(holdMs);
    servers.signalRedis('SIGCONT');
  },
};

/** Every write is refused with OOM. */
export const fillRedisMemory: Fault = {
  target: 'redis',
  inflict: async ({ servers }, { holdMs }) => {
    await servers.askRedis((redis) => redis.config('SET', 'maxmemory', '1'));
    await delay(holdMs);
    await servers.askRedis((redis) => redis.config('SET', 'maxmemory', '0'));
  },
};

/** No room for the append-only file: under `always` Redis ends itself. */
export const fillRedisDisk: Fault = {
  target: 'redis',
  skipReason: ({ servers }) => {
    if (servers.disks === null) return NO_DISK;
    return servers.aof === null ? null : BROKEN_BY_REDIS;
  },
  inflict: async ({ servers }, { holdMs }) => {
    const empty = fillDisk(servers.disks!.redis);
    await delay(holdMs);
    empty();
    await reviveRedis(servers);
  },
};

/** The clock of Redis jumps, back or forth: versions and marks come from it. */
export const stepRedisClock: Fault = {
  target: 'redis',
  skipReason: ({ servers }) => (servers.clockFile === null ? 'libfaketime is not installed' : null),
  inflict: async ({ servers }, { pick }) => {
    const seconds = Math.round((pick - 0.5) * 2 * FURTHEST_STEP_S);
    writeFileSync(servers.clockFile!, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
    await delay(CLOCK_NOTICED_MS);
  },
};

/** Forgets every script: each has to be sent again. */
export const flushScripts: Fault = {
  target: 'redis',
  inflict: async ({ servers }) => {
    await servers.askRedis((redis) => redis.script('FLUSH'));
  },
};

export const cutRedis: Fault = {
  target: 'redis network',
  inflict: async ({ servers }) => servers.redisProxy.cut(),
};

export const stallRedis: Fault = {
  target: 'redis network',
  inflict: async ({ servers }, { holdMs }) => {
    servers.redisProxy.stall();
    await delay(holdMs);
    servers.redisProxy.resume();
  },
};

/** Ended by the full disk, or about to. */
async function reviveRedis(servers: ChaosServers): Promise<void> {
  const answers = await servers.askRedis((redis) => redis.ping()).catch(() => null);
  if (answers !== null && !servers.isDown('redis')) return;
  await servers.killRedis();
  await servers.startRedisAgain();
}
