import { MAX_ERASURES_PER_TENANT, MAX_UNCLAIMED } from '../erasure.store.js';
import { defineScript, keyOf } from './redis-script.js';

const TAG = 'erasures';
/** Unfinished erasures by the end of their owners' claims, ended ones by the time of their end, records per tenant. */
export const ERASURE_KEYS = ['due', 'ended', 'counts'].map((name) => keyOf(TAG, name));

/**
 * Every step of an erasure. Arguments: step, life of an ended record, then those of the step. Replies: the number of
 * connected replicas, then the result.
 *
 * Fields of a record: `s` state, `b` body, `n` tenant, `l` list, `p` person, `w` its names as JSON, `o` owner. Besides,
 * `l:…` has the ids of a list by creation, `p:…` the latest id of a person, `g:…` the ids that protect a name, and `m:…`
 * the names that an id protects. All are on one node of a cluster, because the oldest of all tenants is taken next.
 */
export const ERASURE = defineScript(
  'erasure',
  `local now = math.floor(NOW / 1000)
local due, ended, counts = KEYS[1], KEYS[2], KEYS[3]
local root = string.sub(due, 1, #due - 3)
local step, kept = ARGV[1], tonumber(ARGV[2])
local MAX_PER_TENANT, MAX_UNCLAIMED = ${MAX_ERASURES_PER_TENANT}, ${MAX_UNCLAIMED}

local function expire(key) redis.call('PEXPIRE', key, kept + 2592000000) end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', ended, '-inf', now - kept, 'LIMIT', 0, 100)) do
  local r = redis.call('HMGET', root .. 'e:' .. id, 'n', 'l', 'p')
  redis.call('ZREM', ended, id)
  if r[1] then
    redis.call('HINCRBY', counts, r[1], -1)
    redis.call('ZREM', root .. 'l:' .. r[2], id)
    if redis.call('GET', root .. 'p:' .. r[3]) == id then redis.call('UNLINK', root .. 'p:' .. r[3]) end
    redis.call('UNLINK', root .. 'e:' .. id)
  end
end

local function protect(id, names)
  for name in string.gmatch(names, '%S+') do
    for key, field in pairs({ [root .. 'g:' .. name] = id, [root .. 'm:' .. id] = name }) do
      redis.call('HSET', key, field, 1)
      expire(key)
    end
  end
end

local function unprotect(id)
  for _, name in ipairs(redis.call('HKEYS', root .. 'm:' .. id)) do redis.call('HDEL', root .. 'g:' .. name, id) end
  redis.call('UNLINK', root .. 'm:' .. id)
end

local function put(owner, id, n, l, p, created, state, names, where, body)
  local rec = root .. 'e:' .. id
  if redis.call('EXISTS', rec) == 0 then
    redis.call('HINCRBY', counts, n, 1)
    redis.call('HSET', rec, 'n', n, 'l', l, 'p', p, 'w', where, 'o', owner)
    redis.call('ZADD', root .. 'l:' .. l, created, id)
    redis.call('SET', root .. 'p:' .. p, id)
  end
  redis.call('HSET', rec, 's', state, 'b', body)
  if state == 'planned' or state == 'running' then
    -- What Redis lost is still its owner's.
    redis.call('ZADD', due, 'NX', owner == '' and now or now + 60000, id)
    redis.call('ZREM', ended, id)
    protect(id, names)
  else
    redis.call('ZREM', due, id)
    redis.call('ZADD', ended, now, id)
    unprotect(id)
  end
  for _, key in ipairs({ due, ended, counts, rec, root .. 'l:' .. l, root .. 'p:' .. p }) do expire(key) end
  return { 1 }
end

local STEPS = {}

function STEPS.add(id, n, l, p, ...)
  local other = redis.call('GET', root .. 'p:' .. p)
  local found = other and redis.call('HMGET', root .. 'e:' .. other, 's', 'b')
  if found and found[1] and found[1] ~= 'done' then return { 'open', found[2] } end
  if tonumber(redis.call('HGET', counts, n) or '0') >= MAX_PER_TENANT then return { 'full' } end
  put('', id, n, l, p, ...)
  return { 'added' }
end

function STEPS.save(owner, id, ...)
  local held = redis.call('HGET', root .. 'e:' .. id, 'o')
  if held and held ~= owner then return { 0 } end
  return put(owner, id, ...)
end

function STEPS.claim(id, l, owner, leaseMs)
  local r = redis.call('HMGET', root .. 'e:' .. id, 'l', 's', 'o', 'b')
  if r[1] ~= l or r[2] == 'done' then return {} end
  if r[3] ~= owner and tonumber(redis.call('ZSCORE', due, id) or '0') > now then return {} end
  redis.call('HSET', root .. 'e:' .. id, 'o', owner)
  redis.call('ZADD', due, now + tonumber(leaseMs), id)
  expire(due)
  return { r[4] }
end

function STEPS.find(id, l)
  local r = redis.call('HMGET', root .. 'e:' .. id, 'l', 'b')
  return r[1] == l and { r[2] } or {}
end

function STEPS.latest(p)
  local id = redis.call('GET', root .. 'p:' .. p)
  local body = id and redis.call('HGET', root .. 'e:' .. id, 'b')
  return body and { body } or {}
end

function STEPS.page(l, limit, before)
  local from = 0
  if before ~= '' then
    local rank = redis.call('ZREVRANK', root .. 'l:' .. l, before)
    if not rank then return {} end
    from = rank + 1
  end
  local bodies = {}
  for _, id in ipairs(redis.call('ZREVRANGE', root .. 'l:' .. l, from, from + tonumber(limit) - 1)) do
    bodies[#bodies + 1] = redis.call('HGET', root .. 'e:' .. id, 'b') or nil
  end
  return bodies
end

function STEPS.unclaimed()
  local found = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, MAX_UNCLAIMED)) do
    found[#found + 1] = redis.call('HGET', root .. 'e:' .. id, 'w') or nil
  end
  return found
end

function STEPS.erasing(names)
  for name in string.gmatch(names, '%S+') do
    if redis.call('HLEN', root .. 'g:' .. name) > 0 then return { 1 } end
  end
  return { 0 }
end

local result = STEPS[step](unpack(ARGV, 3))
local replicas = string.match(redis.call('INFO', 'replication'), 'connected_slaves:(%d+)')
return { tonumber(replicas), unpack(result) }`,
);
