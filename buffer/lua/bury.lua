-- Makes a dead letter of an entry that PostgreSQL refuses, unless it has changed since it was read.
-- KEYS: dirty, park, dead, prefix of the entries, prefix of the dead letters
-- ARGV: row, version as read, now (µs), SQLSTATE, reason
-- Returns 1 if buried, 0 if the entry changed or is gone
-- RENAME comes first: a script that has renamed something may go on where Redis has reached maxmemory.
local key, id = KEYS[4] .. ARGV[1], ARGV[1] .. ':' .. ARGV[2]
if redis.call('HGET', key, '_v') ~= ARGV[2] then return 0 end
redis.call('RENAME', key, KEYS[5] .. id)
redis.call('HSET', KEYS[5] .. id, '_code', ARGV[4], '_reason', ARGV[5], '_died', ARGV[3])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], id)
return 1
