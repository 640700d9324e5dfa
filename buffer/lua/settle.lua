-- Does in Redis what a record of PostgreSQL says: gives up what was added, buries what was refused. Once for each record.
-- KEYS: meta, dirty, park, prefix of the entries, dead, prefix of the dead letters
-- ARGV: epoch of the record, the record: {"seen": updates accepted when its entries were read, "steps": each
--       ["add", row, version as read, {field: amount, or when it was put}] or
--       ["bury", row, version as read, SQLSTATE, reason]}
-- Returns {1, acknowledged, buried}; {0, epoch acknowledged or -1} where another record is due;
--   {-1} where Redis has lost what the record's flush had read
local meta, dirty, park = KEYS[1], KEYS[2], KEYS[3]
local known = redis.call('HMGET', meta, 'r', 'accepted', 'v')
if known[1] ~= string.format('%.0f', tonumber(ARGV[1]) - 1) then return { 0, tonumber(known[1] or '-1') } end
local record = cjson.decode(ARGV[2])
if tonumber(known[2] or '0') < record.seen then return { -1 } end

local versions = {}
local function since_of(version) return tonumber(string.match(version, '^%d+')) end
for i, step in ipairs(record.steps) do
  versions[i] = redis.call('HGET', KEYS[4] .. step[2], '_v')
  if versions[i] and since_of(versions[i]) < since_of(step[3]) then return { -1 } end
end

-- Removing comes first: a script that has removed something may go on where Redis has reached maxmemory.
local acknowledged, buried = 0, 0
for i, step in ipairs(record.steps) do
  local row, key, is_same = step[2], KEYS[4] .. step[2], versions[i] == step[3]
  if step[1] == 'bury' then
    if is_same then
      local id = row .. ':' .. step[3]
      redis.call('RENAME', key, KEYS[6] .. id)
      redis.call('HSET', KEYS[6] .. id, '_code', step[4], '_reason', step[5], '_died', known[3])
      redis.call('ZREM', dirty, row)
      redis.call('ZREM', park, row)
      redis.call('ZADD', KEYS[5], known[3], id)
      buried = buried + 1
    end
  elseif is_same then
    redis.call('DEL', key)
    redis.call('ZREM', dirty, row)
    redis.call('ZREM', park, row)
    acknowledged = acknowledged + 1
  elseif versions[i] then
    -- Newer updates were merged in since: what was flushed is taken off, the rest is dirty since now.
    redis.call('ZREM', park, row)
    redis.call('ZADD', dirty, known[3], row)
    redis.call('HSET', key, '_t', known[3])
    for field, was in pairs(step[4]) do
      if string.sub(field, 1, 1) ~= '+' then
        local held = redis.call('HGET', key, field)
        if held and string.sub(held, 1, #was + 2) == '[' .. was .. ',' then redis.call('HDEL', key, field) end
      elseif was ~= '0' then
        redis.call('HINCRBY', key, field, string.sub(was, 1, 1) == '-' and string.sub(was, 2) or '-' .. was)
      end
    end
    local is_empty = true
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if string.sub(field, 1, 1) ~= '_' then is_empty = false end
    end
    if is_empty then
      redis.call('DEL', key)
      redis.call('ZREM', dirty, row)
      acknowledged = acknowledged + 1
    end
  end
end
redis.call('HSET', meta, 'r', ARGV[1])
if acknowledged > 0 then redis.call('HINCRBY', meta, 'acked', acknowledged) end
return { 1, acknowledged, buried }
