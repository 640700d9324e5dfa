import type { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '../../redis/keys.ts';
import { type ShardKeys } from '../../buffer/keys.ts';

/**
 * I5: every entry is in exactly one of dirty and park, every mark has its entry, every dead letter its payload; I7: none
 * of them has a time to live. Looks at a whole shard at one moment (the harness holds a few hundred entries at a time).
 */
const FIND_BROKEN_RULES = `
local dirty, park, dead, entries, letters, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local broken, count = {}, 0
for _, key in ipairs(redis.call('KEYS', string.gsub(entries, '[%[%]*?]', '?') .. '*')) do
  local mint = string.sub(key, #entries + 1)
  local places = (redis.call('ZSCORE', dirty, mint) and 1 or 0) + (redis.call('ZSCORE', park, mint) and 1 or 0)
  count = count + 1
  if places ~= 1 then broken[#broken + 1] = mint .. ' has an entry and ' .. places .. ' marks' end
  if redis.call('TTL', key) ~= -1 then broken[#broken + 1] = key .. ' has a time to live' end
end
if count ~= redis.call('ZCARD', dirty) + redis.call('ZCARD', park) then
  broken[#broken + 1] = count .. ' entries, but another number of marks'
end
for _, id in ipairs(redis.call('ZRANGE', dead, 0, -1)) do
  if redis.call('EXISTS', letters .. id) == 0 then broken[#broken + 1] = id .. ' is a dead letter without payload' end
end
for _, key in ipairs({ dirty, park, dead, meta }) do
  if redis.call('TTL', key) >= 0 then broken[#broken + 1] = key .. ' has a time to live' end
end
return broken`;

export async function findBrokenRules(redis: Redis, keys: ShardKeys): Promise<string[]> {
  const names = [keys.dirty, keys.park, keys.dead, keys.entryPrefix, keys.deadPrefix, keys.meta];
  return (await redis.eval(FIND_BROKEN_RULES, names.length, ...names)) as string[];
}

export interface BufferCounts {
  /** I3: accepted less merged, acknowledged, discarded, pending, parked and dead. */
  readonly imbalance: number;
  /** Entries that are not written yet. */
  readonly waiting: number;
}

export async function readBufferCounts(redis: Redis, shards: readonly ShardKeys[]): Promise<BufferCounts> {
  const counts = await Promise.all(shards.map((keys) => readShardCounts(redis, keys)));
  return {
    imbalance: counts.reduce((sum, { imbalance }) => sum + Math.abs(imbalance), 0),
    waiting: counts.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}

async function readShardCounts(redis: Redis, keys: ShardKeys): Promise<BufferCounts> {
  const replies = await redis
    .multi()
    .hmget(keys.meta, 'accepted', 'merged', 'acked', 'discarded')
    .zcard(keys.dirty)
    .zcard(keys.park)
    .zcard(keys.dead)
    .exec();
  const [counters, dirty, park, dead] = replies!.map(([, reply]) => reply) as [
    (string | null)[],
    number,
    number,
    number,
  ];
  const [accepted, merged, acked, discarded] = counters.map(Number) as [number, number, number, number];
  return { imbalance: accepted - merged - acked - discarded - dirty - park - dead, waiting: dirty + park };
}

/** Discovery events that were accepted and not handled yet. */
export async function countEvents(
  redis: Redis,
): Promise<{ readonly waiting: number; readonly failed: number }> {
  const [wait, active, delayed, failed] = await Promise.all([
    redis.llen(`${QUEUE_PREFIX}:events:wait`),
    redis.llen(`${QUEUE_PREFIX}:events:active`),
    redis.zcard(`${QUEUE_PREFIX}:events:delayed`),
    redis.zcard(`${QUEUE_PREFIX}:events:failed`),
  ]);
  return { waiting: wait + active + delayed, failed };
}
