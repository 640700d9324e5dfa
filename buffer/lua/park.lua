-- Parks entries whose row is missing, unless they have changed since they were read.
-- KEYS: dirty, park, prefix of the entries
-- ARGV: now (µs), first delay (µs), longest delay (µs); then per entry: row, version as read
-- Returns the number of entries parked
-- Removing comes first: a script that has removed something may go on where Redis has reached maxmemory.
local parked = 0
for i = 4, #ARGV, 2 do
  local row, key = ARGV[i], KEYS[3] .. ARGV[i]
  if redis.call('HGET', key, '_v') == ARGV[i + 1] then
    redis.call('ZREM', KEYS[1], row)
    local attempts = redis.call('HINCRBY', key, '_a', 1)
    local delay = math.min(tonumber(ARGV[3]), tonumber(ARGV[2]) * 2 ^ math.min(attempts - 1, 20))
    redis.call('ZADD', KEYS[2], string.format('%.0f', tonumber(ARGV[1]) + delay), row)
    parked = parked + 1
  end
end
return parked
