-- Notes that a node is alive, forgets those that have not been heard of, and counts the rest.
--
-- KEYS[1]  a sorted set: node -> milliseconds of this server's clock
-- ARGV     the node's name; after how many milliseconds one counts as gone
-- answers  how many there are; less than 0 if this one was not known, as after this Redis was emptied
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local added = redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
-- Heard of later than now, by a clock that has been set back since: who is alive says so again.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[2]))
local alive = redis.call('ZCARD', KEYS[1])
return tostring(added == 1 and -alive or alive)
