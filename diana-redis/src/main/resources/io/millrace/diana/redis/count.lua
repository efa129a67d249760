-- Counts requests one after the other, each under all of its limits or under none of them.
--
-- KEYS     the count of each limit of each request
-- ARGV[1]  a record for each limit, drawn in Question.java; a request's last one says so
-- answers  a text with four numbers for each limit: said, left, more, taken. said < 0 refuses, NEVER
--          for ever; more is when more will be left; both in ticks
--
-- A debt is counted before anything is decided, as far as there is room for it. An extra is taken
-- beside the cost, as far as there is room for it.
-- A tick is `scale` microseconds of this server's clock. All numbers are whole and below 2^53.
--
-- What costs time here is not arithmetic but calls, of Redis most of all, and making functions and
-- tables. So all counts are read at once; a limit's function asks the limits behind it in its
-- middle, where its numbers stay in its hands until it knows whether all of them admit; and
-- x - x % 1 stands for floor(x), x + -x % 1 for ceil(x).
local NEVER = -9007199254740992
local WINDOW, COUNTER, BUCKET, QUEUE = 0, 1, 2, 3
local SHADOW, LAST = 1, 2
local RECORD, RECORD_BYTES = '<BBddddddd', 58
local NUMBERS = '<dddd'
-- Microseconds that a key lives longer than its count matters. Until then the count is written in
-- its place, which is cheaper than setting it with an expiry.
local SPARE = 10000000

local call, encode, decode = redis.call, struct.pack, struct.unpack
local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local answers = {}
local asked = 0
local ask

local counts = {}
for i, count in ipairs(call('MGET', unpack(KEYS))) do
  counts[KEYS[i]] = count
end

local function load(i)
  local count = counts[KEYS[i]]
  if count then
    return decode(NUMBERS, count)
  end
  return 0, 0, 0, 0
end

-- Keeps the count for so many ticks; `dies` is when its key does now.
local function save(i, ticks, scale, dies, first, second, third)
  local key = KEYS[i]
  local matters = micros + ticks * scale
  if matters <= dies then
    local count = encode(NUMBERS, first, second, third, dies)
    counts[key] = count
    call('SETRANGE', key, '0', count)
  else
    dies = matters + SPARE
    local millis = (dies - micros) / 1000
    local count = encode(NUMBERS, first, second, third, dies)
    counts[key] = count
    call('SET', key, count, 'PX', millis - millis % 1 + 1)
  end
end

-- How far a window must have gone that follows one of `before` units, to have room for `units`.
local function fits(before, units, period)
  if before <= units then
    return 0
  end
  local share = period * units / before
  return period - (share - share % 1)
end

-- How long it takes until a window that slides has room for so many units.
local function opens(units, limit, current, previous, elapsed, period)
  local over = limit - current - units
  if over >= 0 then
    local wait = fits(previous, over, period) - elapsed
    return wait > 1 and wait or 1
  end
  return period - elapsed + fits(current, limit - units, period)
end

local function window(i, admitted, shadow, last, slides, scale, limit, period, cost, debt, extra)
  local index, current, previous, dies = load(i)
  local now = micros / scale
  now = now - now % 1
  local elapsed = now % period
  local here = (now - elapsed) / period
  if here > index then
    previous = here == index + 1 and current or 0
    current = 0
    index = here
  elseif here < index then
    -- A clock that went back, after a failover, stands still in the latest window that was seen.
    elapsed = 0
  end
  if not slides then
    previous = 0
  end
  local rest = period - elapsed
  local weighed = previous * rest / period
  weighed = weighed + -weighed % 1
  local room = limit - weighed - current
  if debt > 0 and room > 0 then
    local told = debt < room and debt or room
    current = current + told
    room = room - told
  end

  local said = 0
  if cost > limit then
    said = NEVER
  elseif cost > room then
    said = slides and -opens(cost, limit, current, previous, elapsed, period) or -rest
  end
  admitted = admitted and (said >= 0 or shadow)
  if not last then
    admitted = ask(i + 1, admitted)
  end
  local taken = 0
  if admitted and said >= 0 then
    taken = cost + extra <= room and cost + extra or room
    current = current + taken
    room = room - taken
  end
  if taken > 0 or debt > 0 then
    save(i, slides and rest + period or rest, scale, dies, index, current, previous)
  end

  local left = room > 0 and room or 0
  local more = 0
  if left < limit then
    more = slides and opens(left + 1, limit, current, previous, elapsed, period) or rest
  end
  answers[i] = encode(NUMBERS, said, left, more, taken)
  return admitted
end

-- A bucket's level is kept in 1/period of a unit, so that each tick drains a whole number: `limit`.
local function bucket(
  i, admitted, shadow, last, queues, scale, limit, period, bound, cost, debt, extra)
  local seen, level, _, dies = load(i)
  local now = micros / scale
  now = now - now % 1
  if now < seen then
    now = seen
  end
  level = level - (now - seen) * limit
  if level < 0 then
    level = 0
  end
  local full = bound * period
  local room = full - level
  room = (room - room % period) / period
  if debt > 0 then
    local told = debt < room and debt or room
    level = level + told * period
    room = room - told
  end

  local said = 0
  if cost > bound then
    said = NEVER
  elseif cost > room then
    local wait = (level + cost * period - full) / limit
    said = -(wait + -wait % 1)
  elseif queues then
    local wait = level / limit
    said = wait + -wait % 1
  end
  admitted = admitted and (said >= 0 or shadow)
  if not last then
    admitted = ask(i + 1, admitted)
  end
  local taken = 0
  if admitted and said >= 0 then
    taken = cost + extra <= room and cost + extra or room
    level = level + taken * period
    room = room - taken
  end
  local drained = level / limit
  drained = drained + -drained % 1
  if taken > 0 or debt > 0 then
    save(i, drained, scale, dies, now, level, 0)
  end

  local more = drained
  if room < bound then
    more = (level + (room + 1) * period - full) / limit
    more = more + -more % 1
  end
  answers[i] = encode(NUMBERS, said, room, more, taken)
  return admitted
end

-- A list of the moments of the newest `limit` units, newest first.
local function log(i, admitted, shadow, last, scale, limit, period, cost, debt)
  local key = KEYS[i]
  local newest = tonumber(call('LINDEX', key, '0') or '0')
  local now = micros / scale
  now = now - now % 1
  if now < newest then
    now = newest
  end

  local function push(units)
    for _ = 1, units do
      call('LPUSH', key, now)
    end
    if units > 0 then
      local millis = period * scale / 1000
      call('LTRIM', key, '0', limit - 1)
      call('PEXPIRE', key, millis - millis % 1 + 1)
    end
  end
  -- When the unit leaves that stands so many back; 1 is the newest.
  local function leaves(back)
    local moment = call('LINDEX', key, back - 1)
    return moment and tonumber(moment) + period or 0
  end
  local function counted()
    local low, high = 0, limit + 1
    while high - low > 1 do
      local middle = (low + high - (low + high) % 2) / 2
      if leaves(middle) > now then
        low = middle
      else
        high = middle
      end
    end
    return low
  end

  if debt > 0 then
    push(math.min(debt, limit - counted()))
  end
  local said = NEVER
  if cost <= limit then
    local free = leaves(limit - cost + 1)
    said = free <= now and 0 or now - free
  end
  admitted = admitted and (said >= 0 or shadow)
  if not last then
    admitted = ask(i + 1, admitted)
  end
  local taken = 0
  if admitted and said >= 0 then
    taken = cost
    push(cost)
  end
  local units = counted()
  answers[i] = encode(NUMBERS, said, limit - units, units == 0 and 0 or leaves(units) - now, taken)
  return admitted
end

-- Asks limit i and those behind it of the same request. Whether all that came before admit goes in,
-- and whether all do comes out.
function ask(i, admitted)
  local kind, flags, scale, limit, period, bound, cost, debt, extra =
    decode(RECORD, ARGV[1], (i - 1) * RECORD_BYTES + 1)
  local shadow, last = flags % LAST == SHADOW, flags >= LAST
  if last then
    asked = i
  end
  if kind == BUCKET or kind == QUEUE then
    return bucket(
      i, admitted, shadow, last, kind == QUEUE, scale, limit, period, bound, cost, debt, extra)
  elseif kind == WINDOW or kind == COUNTER then
    return window(
      i, admitted, shadow, last, kind == COUNTER, scale, limit, period, cost, debt, extra)
  end
  return log(i, admitted, shadow, last, scale, limit, period, cost, debt)
end

while asked < #KEYS do
  ask(asked + 1, true)
end
return table.concat(answers)
