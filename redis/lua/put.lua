-- Buffers updates: merges each into its token's entry. All of them, or none.
-- KEYS: meta, dirty, park, prefix of the entries
-- ARGV: mode epoch the caller knows, producer, its call number, most entries the shard may hold,
--       'dirty' or 'park', '1' if the updates are polled, number of updates;
--       then per update: mint, order, number of groups;
--       per group: name of its order field, number of its values; per value: field, text
-- Returns {status, accepted, merged, accepted from this producer so far, indices of stale updates (from 0)...}; status:
--   1 applied, 2 applied by an earlier call with this number,
--   -1 no mode is known here, -2 another mode is in force, -3 the shard is full
local meta, dirty, park, prefix = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local producer, call = ARGV[2], tonumber(ARGV[3])
local head = redis.call('HMGET', meta, 'epoch', 'p:' .. producer, 'v', 'skipped')
if not head[1] then return { -1, 0, 0, 0 } end

local last_call, accepted_before = 0, 0
if head[2] then
  local found, _, c, a = string.find(head[2], '^(%d+) (%d+)')
  if found then last_call, accepted_before = tonumber(c), tonumber(a) end
end
-- A reply that was lost is asked for again with the same number: nothing is applied twice.
if call <= last_call then return { 2, 0, 0, accepted_before } end
if head[1] ~= ARGV[1] then return { -2, 0, 0, accepted_before } end

local polled, count = ARGV[6] == '1', tonumber(ARGV[7])
local skipped = tonumber(head[4] or '0')
local known, updates, stale, fresh = {}, {}, {}, 0
local at = 8
for i = 1, count do
  local mint, order, groups = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local update = { mint = mint, order = order, groups = groups, from = at + 3 }
  at = at + 3
  for _ = 1, groups do at = at + 2 + 2 * tonumber(ARGV[at + 1]) end
  if known[mint] == nil then
    local entry = redis.call('HMGET', prefix .. mint, '_n', '_o')
    known[mint] = entry[1] and { n = tonumber(entry[1]), o = tonumber(entry[2]) } or false
  end
  -- A poll that a newer one overtook: the newer was acknowledged unchanged, so no row holds its order.
  if polled and order < skipped and not known[mint] then
    stale[#stale + 1] = i - 1
  else
    if not known[mint] then
      known[mint] = { n = 0, o = 0 }
      fresh = fresh + 1
    end
    updates[#updates + 1] = update
  end
end
if fresh > 0 and redis.call('ZCARD', dirty) + redis.call('ZCARD', park) + fresh > tonumber(ARGV[4]) then
  return { -3, 0, 0, accepted_before }
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local version = math.max(now, tonumber(head[3] or '0') + 1)
local version_text, now_text = string.format('%.0f', version), string.format('%.0f', now)
local marks, merged = {}, 0
for i = 1, #updates do
  local update = updates[i]
  local key, entry = prefix .. update.mint, known[update.mint]
  local fields, from = { '_v', version_text, '_n', entry.n + 1 }, update.from
  local overtaken = update.order < entry.o
  if not overtaken then
    entry.o = update.order
    fields[5], fields[6] = '_o', string.format('%.0f', update.order)
  end
  if entry.n == 0 then
    marks[#marks + 1] = now_text
    marks[#marks + 1] = update.mint
    fields[#fields + 1], fields[#fields + 2] = '_t', now_text
  else
    merged = merged + 1
  end
  for _ = 1, update.groups do
    local order_field, values = ARGV[from], 2 * tonumber(ARGV[from + 1])
    local held = overtaken and redis.call('HGET', key, order_field)
    if not held or tonumber(held) <= update.order then
      fields[#fields + 1], fields[#fields + 2] = order_field, string.format('%.0f', update.order)
      for j = from + 2, from + 1 + values do fields[#fields + 1] = ARGV[j] end
    end
    from = from + 2 + values
  end
  redis.call('HSET', key, unpack(fields))
  entry.n = entry.n + 1
end
if #marks > 0 then redis.call('ZADD', ARGV[5] == 'park' and park or dirty, unpack(marks)) end
local accepted = #updates
redis.call('HSET', meta, 'v', version_text,
  'p:' .. producer, string.format('%.0f %.0f %.0f', call, accepted_before + accepted, now))
if accepted > 0 then redis.call('HINCRBY', meta, 'accepted', accepted) end
if merged > 0 then redis.call('HINCRBY', meta, 'merged', merged) end
return { 1, accepted, merged, accepted_before + accepted, unpack(stale) }
