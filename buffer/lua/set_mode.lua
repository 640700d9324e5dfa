-- Activates a mode in a shard, unless it already has a newer one. PostgreSQL's write_mode is the original.
-- KEYS: meta
-- ARGV: mode, epoch
-- Returns the epoch that is active now
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '-1')
if epoch >= tonumber(ARGV[2]) then return epoch end
redis.call('HSET', KEYS[1], 'mode', ARGV[1], 'epoch', ARGV[2])
return tonumber(ARGV[2])
