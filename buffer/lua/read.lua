-- Reads the entries to be flushed next. Moves and deletes nothing.
-- KEYS: dirty, park, prefix of the entries, meta
-- ARGV: most entries, dirty since at the latest (µs, '(' in front: before), or '' for now
-- Returns {'now (µs) epoch acknowledged (or -1) updates accepted', {row, field, value, field, value...}...}: parked ones that are due first, then one from each of
-- equal parts of what is dirty, at random. A page has room for few new versions at a time (see the table's fillfactor), and
-- the rows on it often became dirty, or were written for the first time, together.
local time = redis.call('TIME')
-- A clock that was set back would leave what is dirty in its future: no time is before the newest version.
local newest = tonumber(redis.call('HGET', KEYS[4], 'v') or '0')
local now = string.format('%.0f', math.max(newest, tonumber(time[1]) * 1000000 + tonumber(time[2])))
local limit, bound = tonumber(ARGV[1]), ARGV[2] == '' and now or ARGV[2]
local rows = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', bound, 'LIMIT', 0, limit)
if #rows < limit then
  local count = redis.call('ZCOUNT', KEYS[1], '-inf', bound)
  local parts = math.min(count, limit - #rows)
  -- Redis seeds every script alike.
  math.randomseed(tonumber(time[2]))
  for part = 0, parts - 1 do
    local from, to = math.floor(part * count / parts), math.floor((part + 1) * count / parts)
    local rank = from + math.floor(math.random() * (to - from))
    rows[#rows + 1] = redis.call('ZRANGE', KEYS[1], rank, rank)[1]
  end
end
local known = redis.call('HMGET', KEYS[4], 'r', 'accepted')
local reply = { now .. ' ' .. (known[1] or '-1') .. ' ' .. (known[2] or '0') }
for i = 1, #rows do
  local entry = redis.call('HGETALL', KEYS[3] .. rows[i])
  table.insert(entry, 1, rows[i])
  reply[i + 1] = entry
end
return reply
