-- Appends an event, unless one with its id is still kept, and drops what is too old or too much.
-- KEYS: stream, ids of its events (a sorted set by the time in the stream's own id)
-- ARGV: time (ms), value, id ('' for none), oldest time to keep (ms), most entries
-- Returns 1 if appended, 0 if the id was known
local stream, ids, last = KEYS[1], KEYS[2], 0
if redis.call('EXISTS', stream) == 1 then
  if ARGV[3] ~= '' and redis.call('ZSCORE', ids, ARGV[3]) then return 0 end
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = tonumber(string.match(info[i + 1], '^%d+')) end
  end
else
  redis.call('DEL', ids)
end
-- A stream's own ids only rise: an event that is not later than the last one goes behind it.
local time = string.format('%.0f', math.max(tonumber(ARGV[1]), last + 1))
redis.call('XADD', stream, time .. '-0', 'v', ARGV[2])
redis.call('XTRIM', stream, 'MINID', '~', ARGV[4])
redis.call('XTRIM', stream, 'MAXLEN', '~', ARGV[5])
if ARGV[3] ~= '' then redis.call('ZADD', ids, time, ARGV[3]) end
local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
redis.call('ZREMRANGEBYSCORE', ids, '-inf', '(' .. string.match(first[1], '^%d+'))
return 1
