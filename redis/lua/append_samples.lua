-- Appends samples to a stream, in order of time; one that is not newer than the stream's last is left out.
-- KEYS: stream, lists of names (a sorted set by the time of the newest sample that has them)
-- ARGV: per sample: time (ms), hash of its names, names, values
-- Returns {samples appended, time of the last one before (ms, 0 if there was none)}
local stream, names, before, appended = KEYS[1], KEYS[2], 0, 0
if redis.call('EXISTS', stream) == 1 then
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then before = tonumber(string.match(info[i + 1], '^%d+')) end
  end
end
local last = before
for i = 1, #ARGV, 4 do
  local at = tonumber(ARGV[i])
  if at > last then
    redis.call('XADD', stream, ARGV[i] .. '-0', ARGV[i + 1], ARGV[i + 3])
    redis.call('ZADD', names, 'GT', ARGV[i], ARGV[i + 2])
    last, appended = at, appended + 1
  end
end
return { appended, before }
