-- Puts a mode in force in a shard, unless it already has a newer one. PostgreSQL's write_mode is the original.
-- KEYS: meta
-- ARGV: strategy, epoch
-- Returns 1 if this mode is in force now, 0 if a newer one is
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1')
if epoch > tonumber(ARGV[2]) then return 0 end
if epoch < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'strategy', ARGV[1], 'epoch', ARGV[2]) end
return 1
