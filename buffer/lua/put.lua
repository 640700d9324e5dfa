-- Buffers updates: merges each into its row's entry. All of them, or none.
-- KEYS: meta, dirty, park, prefix of the entries, prefix of the ids, dead, prefix of the dead letters
-- ARGV: mode epoch the caller knows, producer, its call number, most entries the shard may hold,
--       'dirty' or 'park', '1' if the updates are polled, number of updates, the dead letter that they replace or '',
--       updates that the producer knows to be accepted (0 where it does not matter);
--       then per update: row, order, number of arguments that follow for it, and these as pairs of column group and
--       its text, `[order,values]`. Where the fields have rules of their own: instead of the order '' or 'i' and an id
--       that is accepted once; the first letter of a field is its rule (see entry.ts)
-- Returns {status, accepted, merged, accepted from this producer so far, indices of stale updates (from 0)...}; status:
--   1 applied, 2 applied by an earlier call with this number: the same reply again,
--   -1 no mode is known here, -2 another mode is active, -3 the shard is full, -4 a sum would pass 2^53,
--   -5 there is no such dead letter, -6 Redis has lost what it had accepted from this producer
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

if accepted_before < tonumber(ARGV[9]) then return { -6, 0, 0, accepted_before } end

local FIRST, count, letter = 10, tonumber(ARGV[7]), ARGV[8]
if letter ~= '' and not redis.call('ZSCORE', KEYS[6], letter) then return { -5, 0, 0, accepted_before } end
-- Ordered updates have a number there.
local ruled = not string.match(ARGV[FIRST + 1], '^%d')
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

-- Beyond 2^53 Lua does not distinguish one whole number from the next: refused before anything is written.
if ruled then
  local sums, at = {}, FIRST
  for _ = 1, count do
    local to = at + 2 + tonumber(ARGV[at + 2])
    for i = at + 3, to, 2 do
      if string.sub(ARGV[i], 1, 1) == '+' then
        local place = ARGV[at] .. ' ' .. ARGV[i]
        local held = sums[place] or tonumber(redis.call('HGET', prefix .. ARGV[at], ARGV[i]) or '0')
        sums[place] = held + tonumber(ARGV[i + 1])
        if math.abs(sums[place]) > 9007199254740991 then return { -4, 0, 0, accepted_before } end
      end
    end
    at = to + 1
  end
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
-- Rises whatever the clock does. A Redis that lost its tail (everysec) may count to the same numbers again, while a flush
-- that read an entry before is still under way: the call, which no producer makes twice, takes its version from them.
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

local function precedes(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end
local function order_key(text) return string.match(text, '%["([^"]*)"') end

-- The fields of a ruled update that its entry takes; sums are added at once. Each carries when it was put.
local function merge_by_rules(key, from, to)
  local fields = {}
  for i = from, to, 2 do
    local rule = string.sub(ARGV[i], 1, 1)
    if rule == '+' then
      redis.call('HINCRBY', key, ARGV[i], ARGV[i + 1])
    else
      local held = rule ~= '=' and redis.call('HGET', key, ARGV[i])
      local is_taken = not held
        or rule == '>' and not precedes(order_key(ARGV[i + 1]), order_key(held))
        or rule == '<' and precedes(order_key(ARGV[i + 1]), order_key(held))
      if is_taken then
        fields[#fields + 1] = ARGV[i]
        fields[#fields + 1] = '[' .. since .. ',' .. ARGV[i + 1] .. ']'
      end
    end
  end
  return fields
end

if letter ~= '' then
  redis.call('DEL', KEYS[7] .. letter)
  redis.call('ZREM', KEYS[6], letter)
  redis.call('HINCRBY', meta, 'discarded', 1)
end

local polled, skipped = ARGV[6] == '1', tonumber(head[4] or '0')
local marks, stale, accepted, merged, at = {}, {}, 0, 0, FIRST
for i = 1, count do
  local row, order = ARGV[at], tonumber(ARGV[at + 1])
  local from, to = at + 3, at + 2 + tonumber(ARGV[at + 2])
  local key = prefix .. row
  local held = redis.call('HMGET', key, '_n', '_o')
  if ruled then
    local id = string.sub(ARGV[at + 1], 2)
    if id ~= '' and not redis.call('SET', KEYS[5] .. id, 1, 'NX', 'EX', 86400) then
      stale[#stale + 1] = i - 1
    else
      local fields = merge_by_rules(key, from, to)
      if held[1] then
        merged = merged + 1
      else
        fields[#fields + 1] = '_t'
        fields[#fields + 1] = since
        marks[#marks + 1] = since
        marks[#marks + 1] = row
      end
      redis.call('HSET', key, '_v', version, '_n', (held[1] or 0) + 1, unpack(fields))
      accepted = accepted + 1
    end
  elseif held[1] then
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
