-- Reads a shard's epoch that Redis has acknowledged; begins at 0 where Redis knows nothing yet and PostgreSQL neither.
-- KEYS: meta
-- ARGV: '1' to begin where nothing is known; an epoch that a person decided, or ''
-- Returns {epoch or -1, updates accepted}
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'r', ARGV[2]) end
if ARGV[1] == '1' then redis.call('HSETNX', KEYS[1], 'r', '0') end
local known = redis.call('HMGET', KEYS[1], 'r', 'accepted')
return { tonumber(known[1] or '-1'), tonumber(known[2] or '0') }
