-- Draws the next places in the order of all sources: µs, strictly rising, whatever the clock does.
-- KEYS: last order drawn
-- ARGV: how many places
-- Returns the first of them as text; the others follow in steps of one
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local first = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0') + 1)
redis.call('SET', KEYS[1], string.format('%.0f', first + tonumber(ARGV[1]) - 1))
return string.format('%.0f', first)
