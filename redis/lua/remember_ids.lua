-- Notes the ids that a queue has taken, so that their number has a bound: the oldest are forgotten beyond it.
-- KEYS: ids noted (a sorted set by time), prefix of the queue's keys that make it ignore an id
-- ARGV: now (ms), oldest time at which a key may still be there (ms), most ids; then the ids
-- Returns the number of ids forgotten
local ids, prefix = KEYS[1], KEYS[2]
redis.call('ZREMRANGEBYSCORE', ids, '-inf', '(' .. ARGV[2])
for i = 4, #ARGV do redis.call('ZADD', ids, 'NX', ARGV[1], ARGV[i]) end
local excess = redis.call('ZCARD', ids) - tonumber(ARGV[3])
if excess <= 0 then return 0 end
local oldest = redis.call('ZPOPMIN', ids, excess)
for i = 1, #oldest, 2 do redis.call('DEL', prefix .. oldest[i]) end
return excess
