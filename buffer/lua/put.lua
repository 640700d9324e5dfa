-- Buffers updates: merges each into its row's entry. All of them, or none.
-- KEYS: meta, dirty, park, prefix of the entries
-- ARGV: mode epoch the caller knows, producer, its call number, most entries the shard may hold,
--       'dirty' or 'park', '1' if the updates are polled, number of updates;
--       then per update: row, order, number of arguments that follow for it, and these as pairs of column group and
--       its text, `[order,values]`
-- Returns {status, accepted, merged, accepted from this producer so far, indices of stale updates (from 0)...}; status:
--   1 applied, 2 applied by an earlier call with this number: the same reply again,
--   -1 no mode is known here, -2 another mode is in force, -3 the shard is full
local meta, dirty, park, prefix = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local producer, call = ARGV[2], tonumber(ARGV[3])
local head = redis.call('HMGET', meta, 'epoch', 'p:' .. producer, 'v', 'skipped')
if not head[1] then return { -1, 0, 0, 0 } end

-- A producer's field: its last call, all that it has accepted, when (µs), and of that call accepted, merged, stale indices.
local last_call, accepted_before = 0, 0
if head[2] then
  local found, _, c, a = string.find(head[2], '^(%d+) (%d+)')
  if found then last_call, accepted_before = tonumber(c), tonumber(a) end
end
-- A reply that was lost is asked for again with the same number: nothing is applied twice.
if call <= last_call then
  local reply = { 2, 0, 0, accepted_before }
  local outcome = call == last_call and string.match(head[2], '^%d+ %d+ %d+ (.+)$') or ''
  local at = 2
  for number in string.gmatch(outcome, '%d+') do
    reply[at <= 3 and at or at + 1] = tonumber(number)
    at = at + 1
  end
  return reply
end
if head[1] ~= ARGV[1] then return { -2, 0, 0, accepted_before } end

local FIRST, count = 8, tonumber(ARGV[7])
local room = tonumber(ARGV[4]) - redis.call('ZCARD', dirty) - redis.call('ZCARD', park)
if room < count then
  local fresh, at, seen = 0, FIRST, {}
  for _ = 1, count do
    local row = ARGV[at]
    if not seen[row] and redis.call('EXISTS', prefix .. row) == 0 then fresh = fresh + 1 end
    seen[row] = true
    at = at + 3 + tonumber(ARGV[at + 2])
  end
  if fresh > room then return { -3, 0, 0, accepted_before } end
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
-- Rises whatever the clock does. A Redis that lost its tail (everysec) may count to the same numbers again, while a flush
-- that read an entry before is still under way: the call, which no producer makes twice, tells its version from them.
local since = string.format('%.0f', math.max(now, tonumber(head[3] or '0') + 1))
local version = since .. '-' .. string.sub(producer, 1, 8) .. '-' .. ARGV[3]

local function order_of(text) return tonumber(string.match(text, '^%[(%d+),')) end

-- The groups of an update without those that a newer one has set. The newest order of the entry never falls.
local function keep_newer(key, held_order, order, from, to)
  local fields = { '_o', tonumber(held_order) > tonumber(order) and held_order or order }
  for i = from, to, 2 do
    local held = redis.call('HGET', key, ARGV[i])
    if not held or order_of(held) <= order_of(ARGV[i + 1]) then
      fields[#fields + 1] = ARGV[i]
      fields[#fields + 1] = ARGV[i + 1]
    end
  end
  return fields
end

local polled, skipped = ARGV[6] == '1', tonumber(head[4] or '0')
local marks, stale, accepted, merged, at = {}, {}, 0, 0, FIRST
for i = 1, count do
  local row, order = ARGV[at], tonumber(ARGV[at + 1])
  local from, to = at + 3, at + 2 + tonumber(ARGV[at + 2])
  local key = prefix .. row
  local held = redis.call('HMGET', key, '_n', '_o')
  if held[1] then
    -- An identity has an order of its own: the first announcement stays.
    if tonumber(held[2]) <= order and ARGV[from] ~= 'identity' then
      redis.call('HSET', key, '_v', version, '_n', held[1] + 1, '_o', ARGV[at + 1], unpack(ARGV, from, to))
    else
      redis.call('HSET', key, '_v', version, '_n', held[1] + 1, 
        unpack(keep_newer(key, held[2], ARGV[at + 1], from, to)))
    end
    accepted, merged = accepted + 1, merged + 1
  elseif polled and order < skipped then
    -- A newer poll overtook this one and was acknowledged unchanged, so no row holds its order.
    stale[#stale + 1] = i - 1
  else
    redis.call('HSET', key, '_v', version, '_n', 1, '_o', ARGV[at + 1], '_t', since, unpack(ARGV, from, to))
    marks[#marks + 1] = since
    marks[#marks + 1] = row
    accepted = accepted + 1
  end
  at = to + 1
end
if #marks > 0 then redis.call('ZADD', ARGV[5] == 'park' and park or dirty, unpack(marks)) end
local outcome = table.concat({ accepted, merged, unpack(stale) }, ' ')
redis.call('HSET', meta, 'v', since,
  'p:' .. producer, string.format('%.0f %.0f %.0f %s', call, accepted_before + accepted, now, outcome))
if accepted > 0 then redis.call('HINCRBY', meta, 'accepted', accepted) end
if merged > 0 then redis.call('HINCRBY', meta, 'merged', merged) end
return { 1, accepted, merged, accepted_before + accepted, unpack(stale) }
