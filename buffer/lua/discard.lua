-- Removes a dead letter for good. Its version is part of its name, so a newer one of the same row is never hit.
-- KEYS: meta, dead, prefix of the dead letters
-- ARGV: id (row:version)
-- Returns 1 if discarded, 0 if there is no such dead letter
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[3] .. ARGV[1])
redis.call('HINCRBY', KEYS[1], 'discarded', 1)
return 1
