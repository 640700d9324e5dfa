-- Reads the entries to be flushed next. Moves and deletes nothing.
-- KEYS: dirty, park, prefix of the entries, meta
-- ARGV: most entries, dirty since at the latest (µs, '(' in front: before), or '' for now
-- Returns {now (µs, text), {mint, field, value, field, value...}...}: parked ones that are due first, then of the longest
-- dirty every n-th, so that what became dirty one after another is written in different batches. Such tokens often lie on
-- one page, and a page has room for few new versions at a time (see token_market's fillfactor).
local SPREAD = 32
local time = redis.call('TIME')
-- A clock that was set back would leave what is dirty in its future: no time is before the newest version.
local newest = tonumber(redis.call('HGET', KEYS[4], 'v') or '0')
local now = string.format('%.0f', math.max(newest, tonumber(time[1]) * 1000000 + tonumber(time[2])))
local limit, bound = tonumber(ARGV[1]), ARGV[2] == '' and now or ARGV[2]
local mints = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', bound, 'LIMIT', 0, limit)
if #mints < limit then
  local room = limit - #mints
  local dirty = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', bound, 'LIMIT', 0, SPREAD * room)
  local step = math.max(1, math.ceil(#dirty / room))
  for i = 1, #dirty, step do mints[#mints + 1] = dirty[i] end
end
local reply = { now }
for i = 1, #mints do
  local entry = redis.call('HGETALL', KEYS[3] .. mints[i])
  table.insert(entry, 1, mints[i])
  reply[i + 1] = entry
end
return reply
