-- Counts one request under all of its limits, or under none of them.
--
-- KEYS[i]  the count of limit i
-- ARGV     for each limit: kind, limit, period, bound, cost, debt, shadow, scale
-- answers  for each limit: said, left, until, in ticks; said < 0 refuses, NEVER for ever
--
-- A debt is counted before anything is decided, as far as there is room for it.
-- A tick is `scale` microseconds of this server's clock. All numbers are whole and below 2^53.
local NEVER = -9007199254740992
local FIELDS = 8

local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]

local function load(key)
  local packed = redis.call('GET', key)
  if packed then
    return struct.unpack('>ddd', packed)
  end
  return 0, 0, 0
end

-- A limit is a table: ask() fills said, take() changes it, tell() fills left and wait, save() keeps it.

local function window(key, now, limit, period, cost, debt, sliding)
  local self = {}
  local index, current, previous = load(key)
  local here = math.floor(now / period)
  if here > index then
    previous = (here == index + 1) and current or 0
    current = 0
    index = here
  end
  -- A clock that went back, after a failover, stands still in the latest window that was seen.
  local elapsed = math.max(0, now - index * period)
  if not sliding then
    previous = 0
  end
  -- In view of the previous window, in 1/period of a unit.
  local seen = previous * (period - elapsed)

  local function room()
    return (limit - current) * period - seen
  end
  current = current + math.max(0, math.min(debt, math.floor(room() / period)))

  -- When a window that follows one of `before` units has room for `units`.
  local function fits(before, units)
    if before <= units then
      return 0
    end
    return period - math.floor(period * units / before)
  end
  local function wait(units)
    local over = limit - current - units
    if over >= 0 then
      return math.max(1, fits(previous, over) - elapsed)
    end
    return period - elapsed + (sliding and fits(current, limit - units) or 0)
  end

  function self.ask()
    if cost > limit then
      return NEVER
    end
    if cost * period <= room() then
      return 0
    end
    return -wait(cost)
  end
  function self.take()
    current = current + cost
  end
  function self.tell()
    local left = math.max(0, math.floor(room() / period))
    local untouched = current == 0 and seen == 0
    return left, untouched and 0 or (left < limit and wait(left + 1) or 0)
  end
  function self.save(scale)
    if current > 0 or previous > 0 then
      local lives = ((sliding and 2 or 1) * period - elapsed) * scale
      redis.call('SET', key, struct.pack('>ddd', index, current, previous), 'PX', math.floor(lives / 1000) + 1)
    end
  end
  return self
end

-- A bucket's level is kept in 1/period of a unit, so that each tick drains a whole number: `limit`.
local function bucket(key, now, limit, period, bound, cost, debt, queues)
  local self = {}
  local last, level = load(key)
  now = math.max(now, last)
  local full = bound * period
  if (now - last) >= level / limit then
    level = 0
  else
    level = level - (now - last) * limit
  end
  level = level + math.min(debt, math.floor((full - level) / period)) * period

  local function wait(units)
    return math.ceil((level + units * period - full) / limit)
  end

  function self.ask()
    if cost > bound then
      return NEVER
    end
    if level + cost * period > full then
      return -wait(cost)
    end
    return queues and math.ceil(level / limit) or 0
  end
  function self.take()
    level = level + cost * period
  end
  function self.tell()
    local left = math.floor((full - level) / period)
    if level == 0 then
      return left, 0
    end
    return left, left < bound and wait(left + 1) or math.ceil(level / limit)
  end
  function self.save(scale)
    if level > 0 then
      local lives = math.ceil(level / limit) * scale
      redis.call('SET', key, struct.pack('>ddd', now, level, 0), 'PX', math.floor(lives / 1000) + 1)
    end
  end
  return self
end

-- A list of the moments of the newest `limit` units, newest first.
local function log(key, now, limit, period, cost, debt)
  local self = {}
  local taken = 0
  local newest = tonumber(redis.call('LINDEX', key, 0) or '0')
  now = math.max(now, newest)

  local function push(units)
    for _ = 1, units do
      redis.call('LPUSH', key, now)
    end
    if units > 0 then
      redis.call('LTRIM', key, 0, limit - 1)
      redis.call('PEXPIRE', key, math.floor(period / 1000) + 1)
    end
  end
  -- When the unit leaves that stands so many back; 1 is the newest.
  local function leaves(back)
    local moment = redis.call('LINDEX', key, back - 1)
    return moment and tonumber(moment) + period or 0
  end
  local function counted()
    local low, high = 0, limit + 1
    while high - low > 1 do
      local middle = math.floor((low + high) / 2)
      if leaves(middle) > now then
        low = middle
      else
        high = middle
      end
    end
    return low
  end

  push(math.min(debt, limit - counted()))

  function self.ask()
    if cost > limit then
      return NEVER
    end
    local free = leaves(limit - cost + 1)
    return free <= now and 0 or now - free
  end
  function self.take()
    taken = cost
  end
  function self.save()
    push(taken)
  end
  function self.tell()
    local units = counted()
    return limit - units, units == 0 and 0 or leaves(units) - now
  end
  return self
end

local limits, said, admitted = {}, {}, true
for i = 1, #KEYS do
  local at = (i - 1) * FIELDS
  local kind = ARGV[at + 1]
  local limit, period, bound = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local cost, debt = tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
  local now = math.floor(micros / tonumber(ARGV[at + 8]))
  if kind == 'window' then
    limits[i] = window(KEYS[i], now, limit, period, cost, debt, false)
  elseif kind == 'counter' then
    limits[i] = window(KEYS[i], now, limit, period, cost, debt, true)
  elseif kind == 'bucket' then
    limits[i] = bucket(KEYS[i], now, limit, period, bound, cost, debt, false)
  elseif kind == 'queue' then
    limits[i] = bucket(KEYS[i], now, limit, period, bound, cost, debt, true)
  else
    limits[i] = log(KEYS[i], now, limit, period, cost, debt)
  end
  said[i] = limits[i].ask()
  if said[i] < 0 and ARGV[at + 7] == '0' then
    admitted = false
  end
end

local answer = {}
for i = 1, #KEYS do
  local at = (i - 1) * FIELDS
  local takes = admitted and said[i] >= 0
  if takes then
    limits[i].take()
  end
  if takes or ARGV[at + 6] ~= '0' then
    limits[i].save(tonumber(ARGV[at + 8]))
  end
  local left, wait = limits[i].tell()
  answer[#answer + 1] = said[i]
  answer[#answer + 1] = left
  answer[#answer + 1] = wait
end
return answer
