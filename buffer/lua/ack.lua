-- Acknowledges flushed entries: deletes those that have not changed since they were read, keeps the others.
-- KEYS: meta, dirty, park, prefix of the entries, prefix of the cache, prefix of the leases
-- ARGV: time at which the entries were read (µs), newest order left unwritten because nothing had changed (or 0);
--       then per entry: row, version as read
-- Returns {acknowledged, kept}
-- Removing comes first for each entry: a script that has removed something may go on where Redis has reached maxmemory.
local meta, dirty, park = KEYS[1], KEYS[2], KEYS[3]
local acknowledged, kept = 0, 0
for i = 3, #ARGV, 2 do
  local row, key = ARGV[i], KEYS[4] .. ARGV[i]
  local version = redis.call('HGET', key, '_v')
  if version == ARGV[i + 1] then
    redis.call('DEL', key)
    redis.call('ZREM', dirty, row)
    redis.call('ZREM', park, row)
    acknowledged = acknowledged + 1
  elseif version then
    -- Newer updates were merged in since: what is dirty now became so after the read, and its row exists.
    redis.call('ZREM', park, row)
    redis.call('ZADD', dirty, ARGV[1], row)
    redis.call('HSET', key, '_t', ARGV[1])
    kept = kept + 1
  end
  redis.call('DEL', KEYS[5] .. row, KEYS[6] .. row)
end
if acknowledged > 0 then redis.call('HINCRBY', meta, 'acked', acknowledged) end
local skipped = tonumber(redis.call('HGET', meta, 'skipped') or '0')
if tonumber(ARGV[2]) > skipped then redis.call('HSET', meta, 'skipped', ARGV[2]) end
return { acknowledged, kept }
