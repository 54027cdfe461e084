import { KEPT_MS, MAX_RECORD_BYTES, MAX_RECORDS_PER_TENANT } from '../idempotency.store.js';
import { defineScript, digestOf, keyOf } from './redis-script.js';

/** Total size of one tenant's answers. */
export const MAX_ANSWER_BYTES = 32 * MAX_RECORD_BYTES;

/**
 * The keys of one record. `answers` orders the tenant's answers by completion, as `key:bytes`; `open` orders its other
 * records by expiry.
 */
export function recordKeys(tenant: string, key: string): string[] {
  const tag = digestOf('records', tenant);
  return [keyOf(tag, `r:${digestOf(key)}`), keyOf(tag, 'answers'), keyOf(tag, 'open'), keyOf(tag, 'totals')];
}

/**
 * Every step of an idempotency record, each a compare-and-set on its owner. Arguments: step, owner, then those of the step.
 * Replies: the number of connected replicas, then the result.
 *
 * Fields of a record: `s` state, `o` owner, `f` fingerprint, `h` end of the lease, `e` expiry, `m` may be repeated,
 * `u` an earlier attempt is unclear, `a` answer. Times are in milliseconds.
 */
export const RECORD = defineScript(
  'record',
  `local now = math.floor(NOW / 1000)
local rec, answers, open, totals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local step, owner = ARGV[1], ARGV[2]
local KEPT, MOST, MAX_BYTES = ${KEPT_MS}, ${MAX_RECORDS_PER_TENANT}, ${MAX_ANSWER_BYTES}
local key = string.match(rec, 'r:([%w_-]+)$')
local prefix = string.sub(rec, 1, #rec - #key)
local r = {}

local function forgetOldestAnswer()
  local member = redis.call('ZRANGE', answers, 0, 0)[1]
  if not member then return false end
  redis.call('ZREM', answers, member)
  local name, bytes = string.match(member, '^(.+):(%d+)$')
  redis.call('HINCRBY', totals, 'bytes', -bytes)
  redis.call('UNLINK', prefix .. name)
  return true
end

local function forgetExpired()
  redis.call('ZREMRANGEBYSCORE', open, '-inf', now)
  while true do
    local oldest = redis.call('ZRANGE', answers, 0, 0)[1]
    if not oldest then break end
    local expiry = redis.call('HGET', prefix .. string.match(oldest, '^[^:]+'), 'e')
    if expiry and tonumber(expiry) > now then break end
    forgetOldestAnswer()
  end
end

local function remove()
  if r.a and redis.call('ZREM', answers, key .. ':' .. #r.a) == 1 then
    redis.call('HINCRBY', totals, 'bytes', -#r.a)
  end
  redis.call('ZREM', open, key)
  redis.call('UNLINK', rec)
  r = {}
end

local function load()
  local flat = redis.call('HGETALL', rec)
  for i = 1, #flat, 2 do r[flat[i]] = flat[i + 1] end
  if r.e and tonumber(r.e) <= now then remove() end
  return r.o ~= nil
end

local function save(changes)
  for field, value in pairs(changes) do
    r[field] = tostring(value)
    redis.call('HSET', rec, field, tostring(value))
  end
  local lifeMs = tonumber(r.e) - now
  redis.call('PEXPIRE', rec, lifeMs)
  if r.s == 'done' then
    redis.call('ZREM', open, key)
    redis.call('ZADD', answers, redis.call('HINCRBY', totals, 'completed', 1), key .. ':' .. #r.a)
    local bytes = redis.call('HINCRBY', totals, 'bytes', #r.a)
    while bytes > MAX_BYTES and forgetOldestAnswer() do bytes = tonumber(redis.call('HGET', totals, 'bytes')) end
  else
    redis.call('ZADD', open, r.e, key)
  end
  for _, index in ipairs({ answers, open, totals }) do redis.call('PEXPIRE', index, 2 * KEPT) end
end

local function hasRoom()
  forgetExpired()
  if redis.call('ZCARD', answers) + redis.call('ZCARD', open) < MOST then return true end
  return forgetOldestAnswer()
end

local function isHeld() return tonumber(r.h) > now end
local function isOwned() return load() and r.o == owner and r.s ~= 'done' end
local function finish(answer) save({ s = 'done', a = answer, h = now, e = now + KEPT }) end

local function letGo(effect)
  if r.u == '1' or (r.s == 'sent' and effect == 'unknown') then
    save({ u = 1, h = now, e = now + KEPT })
  else
    remove()
  end
end

local function markSent(mayRepeat)
  local both = r.m == '1' and mayRepeat == '1'
  save({ s = 'sent', e = tonumber(r.h) + KEPT, m = both and 1 or 0 })
end

local STEPS = {}

function STEPS.reserve(fingerprint, leaseMs)
  local heldUntil = now + tonumber(leaseMs)
  if not load() then
    if not hasRoom() then return { 'full' } end
    save({ s = 'reserved', o = owner, f = fingerprint, h = heldUntil, e = heldUntil, m = 1, u = 0 })
    return { 'fresh' }
  end
  if r.s == 'done' then return { 'done', r.f, r.a } end
  if r.s == 'sent' and not isHeld() and r.m == '1' and r.f == fingerprint then
    save({ o = owner, h = heldUntil, e = heldUntil + KEPT, u = 1 })
    return { 'again' }
  end
  return { isHeld() and 'running' or 'unknown', r.f }
end

function STEPS.sent(mayRepeat)
  if not isOwned() or not isHeld() then return { 0 } end
  markSent(mayRepeat)
  return { 1 }
end

function STEPS.complete(answer)
  if not isOwned() then return { 0 } end
  finish(answer)
  return { 1 }
end

function STEPS.release(effect)
  if not isOwned() then return { 0 } end
  letGo(effect)
  return { 1 }
end

function STEPS.restore(state, fingerprint, mayRepeat, leaseMs, answer)
  if not load() then
    if state == 'none' or not hasRoom() then return { 0 } end
    local heldUntil = now + tonumber(leaseMs)
    r = { s = 'sent' }
    save({ s = 'sent', o = owner, f = fingerprint, h = heldUntil, e = heldUntil + KEPT, m = mayRepeat, u = 0 })
  elseif r.o ~= owner or r.s == 'done' then
    return { 0 }
  elseif r.s == 'reserved' and state ~= 'none' then
    markSent(mayRepeat)
  end
  if state == 'done' then finish(answer) end
  if state == 'none' or state == 'unknown' then letGo(state) end
  return { 1 }
end

function STEPS.forget()
  for _, index in ipairs({ answers, open }) do
    for _, member in ipairs(redis.call('ZRANGE', index, 0, -1)) do
      redis.call('UNLINK', prefix .. string.match(member, '^[^:]+'))
    end
  end
  redis.call('UNLINK', answers, open, totals)
  return { 1 }
end

local result = STEPS[step](unpack(ARGV, 3))
local replicas = string.match(redis.call('INFO', 'replication'), 'connected_slaves:(%d+)')
return { tonumber(replicas), unpack(result) }`,
);
