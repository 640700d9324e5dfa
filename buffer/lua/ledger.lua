-- Reads a shard's ledger at one moment.
-- KEYS: meta, dirty, park, dead
-- ARGV: producer
-- Returns {accepted, merged, acknowledged, discarded, pending, parked, dead, accepted from this producer,
--   oldest dirty mark (µs, or '')}, numbers as text
local counters = redis.call('HMGET', KEYS[1], 'accepted', 'merged', 'acked', 'discarded', 'p:' .. ARGV[1])
local mine = counters[5] and string.match(counters[5], '^%d+ (%d+)') or '0'
local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return {
  counters[1] or '0', counters[2] or '0', counters[3] or '0', counters[4] or '0',
  tostring(redis.call('ZCARD', KEYS[2])), tostring(redis.call('ZCARD', KEYS[3])), tostring(redis.call('ZCARD', KEYS[4])),
  mine, oldest[2] and string.format('%.0f', tonumber(oldest[2])) or '',
}
