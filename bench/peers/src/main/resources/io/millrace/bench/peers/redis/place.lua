-- KEYS: stock of the SKU, what the buyer's key has placed, the stream to the writer
-- ARGV: id, buyer, key, sku, quantity, total, seconds to remember the key
local before = redis.call('GET', KEYS[2])
if before then
  return {'REPLAYED', before}
end
local left = tonumber(redis.call('GET', KEYS[1]) or '0')
if left < tonumber(ARGV[5]) then
  return {'SOLD_OUT', ''}
end
redis.call('DECRBY', KEYS[1], ARGV[5])
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6], 'EX', ARGV[7])
redis.call('XADD', KEYS[3], '*',
  'id', ARGV[1], 'buyer', ARGV[2], 'key', ARGV[3], 'sku', ARGV[4], 'quantity', ARGV[5], 'total', ARGV[6])
return {'PLACED', ''}
