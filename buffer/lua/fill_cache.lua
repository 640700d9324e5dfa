-- Caches a row that was read under a lease, unless a write has taken the lease away since.
-- KEYS: cached row, lease
-- ARGV: token of the lease, row, TTL of the row (ms)
-- Returns 1 if cached, 0 if not
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
