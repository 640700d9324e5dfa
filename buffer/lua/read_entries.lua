-- Reads what waits for some rows, whether dirty or parked.
-- KEYS: meta, prefix of the entries
-- ARGV: rows
-- Returns {'entries acknowledged so far, epoch acknowledged or -1', {row, field, value, field, value...}...}: those that have an entry
local known = redis.call('HMGET', KEYS[1], 'acked', 'r')
local reply = { (known[1] or '0') .. ' ' .. (known[2] or '-1') }
for i = 1, #ARGV do
  local entry = redis.call('HGETALL', KEYS[2] .. ARGV[i])
  if #entry > 0 then
    table.insert(entry, 1, ARGV[i])
    reply[#reply + 1] = entry
  end
end
return reply
