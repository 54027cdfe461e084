import type { SharedTurns, TurnReply, TurnRequest } from '../../resilience/rate/fleet-turns.js';
import type { Throttle } from '../../resilience/rate/rate.js';
import type { RedisLink } from './redis-link.js';
import { defineScript, digestOf, keyOf, listOf, numberOf } from './redis-script.js';

/** Turns further in the future are not granted. */
const MAX_HORIZON_MS = 30_000;
/** A flow may always hold the turns of this period in advance, so that round trips to Redis do not waste turns. */
const MIN_AHEAD_MS = 20;

/**
 * Grants turns in FIFO order, starting at the next free turn. To share turns by weight, whichever replicas the requests
 * are in, a flow may hold only as many future turns as its weight divided by the smallest waiting weight (scaled by up
 * to 4 if that is far from a whole number). A request that gets no turn is told when to ask again.
 *
 * Keys: state, future turns (`number:weight:flow` by time), replicas that wait by flow. Times are in microseconds.
 */
export const TAKE_TURNS = defineScript(
  'take-turns',
  `local state, future, askers = KEYS[1], KEYS[2], KEYS[3]
local replica, flow, fresh = ARGV[1], ARGV[2], ARGV[7]
local weight, wanted, gap, burst = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local free = tonumber(redis.call('HGET', state, 'free') or NOW)
free = math.max(free, NOW - (burst - 1) * gap)
if fresh == '1' then free = math.max(free, NOW) end

redis.call('ZREMRANGEBYSCORE', future, '-inf', NOW)
local weights, held, first = { [flow] = weight }, 0, nil
local members = redis.call('ZRANGE', future, 0, -1, 'WITHSCORES')
for i = 1, #members, 2 do
  local w, f = string.match(members[i], '^%d+:([%d.]+):(.*)$')
  weights[f] = tonumber(w)
  if f == flow then
    held = held + 1
    first = first or tonumber(members[i + 1])
  end
end
local sum, least = 0, weight
for _, w in pairs(weights) do
  sum = sum + w
  least = math.min(least, w)
end
local scale, isRough = 0, true
while isRough and scale < 4 do
  scale, isRough = scale + 1, false
  for _, w in pairs(weights) do
    local exact = w / least * scale
    isRough = isRough or math.abs(exact - math.floor(exact + 0.5)) > exact * 0.05
  end
end
local share = math.min(100, math.floor(weight / least * scale + 0.5))
local most = share * math.max(1, math.ceil(${MIN_AHEAD_MS * 1_000} / gap))

local turns, isFull = {}, false
while #turns < wanted and not isFull do
  local at = math.max(NOW, free)
  isFull = at > NOW and (held >= most or at > NOW + ${MAX_HORIZON_MS * 1_000})
  if not isFull then
    if at > NOW then
      held = held + 1
      first = first or at
      local member = redis.call('HINCRBY', state, 'granted', 1) .. ':' .. ARGV[3] .. ':' .. flow
      redis.call('ZADD', future, string.format('%.0f', at), member)
    end
    turns[#turns + 1] = math.floor(at - NOW)
    free = free + gap
  end
end
redis.call('HSET', state, 'free', string.format('%.0f', free))

local window = math.max(2000000, 3 * gap * sum / weight)
redis.call('ZREMRANGEBYSCORE', askers, '-inf', NOW - window)
if isFull then
  redis.call('ZADD', askers, string.format('%.0f', NOW), replica)
else
  redis.call('ZREM', askers, replica)
end
redis.call('PEXPIRE', state, 3600000)
redis.call('PEXPIRE', future, 60000)
redis.call('PEXPIRE', askers, 60000)

local again = math.min((first or free) - NOW, 1000000)
local throttle = redis.call('HMGET', state, 'throttles', 'throttledAt', 'throttledRate', 'configured')
local ago = throttle[2] and math.floor(NOW - tonumber(throttle[2])) or 0
return {
  math.floor(again), math.floor(free - NOW), tostring(sum), redis.call('ZCARD', askers),
  tonumber(throttle[1] or 0), ago, throttle[3] or '0', throttle[4] or '0', unpack(turns),
}`,
);

/** Counts at most one throttle per second; replicas derive their rate from the latest one. */
export const THROTTLED = defineScript(
  'throttled',
  `local state = KEYS[1]
local last = tonumber(redis.call('HGET', state, 'throttledAt') or '0')
if NOW - last < 1000000 then return 0 end
local at = string.format('%.0f', NOW)
redis.call('HSET', state, 'throttledAt', at, 'throttledRate', ARGV[1], 'configured', ARGV[2])
redis.call('PEXPIRE', state, 3600000)
return redis.call('HINCRBY', state, 'throttles', 1)`,
);

/** Shares the turns of quotas through Redis. */
export class RedisTurns implements SharedTurns {
  constructor(private readonly link: Pick<RedisLink, 'isUp' | 'run' | 'replicaId'>) {}

  get isUp(): boolean {
    return this.link.isUp;
  }

  async take({ quota, flow, weight, turns, perSecond, burst, fresh }: TurnRequest): Promise<TurnReply> {
    const numbers = [weight, turns, 1_000_000 / perSecond, burst].map(String);
    const args = [this.link.replicaId, flow, ...numbers, fresh ? '1' : '0'];
    const keys = [...quotaKeys(quota), keyOf(tagOf(quota), `askers:${digestOf(flow)}`)];
    const reply = listOf(await this.link.run(TAKE_TURNS, keys, args)).map(numberOf);
    const [again = 0, free = 0, weights = 0, askers = 1, id = 0, ago = 0, throttledRate = 0, configured = 0] = reply;
    return {
      turnsMs: reply.slice(8).map(inMs),
      askAgainMs: inMs(again),
      nextFreeMs: inMs(free),
      weights,
      askers: Math.max(1, askers),
      throttle: { id, agoMs: inMs(ago), throttledRate, configured },
    };
  }

  async throttled(quota: string, { throttledRate, configured }: Omit<Throttle, 'agoMs'>): Promise<void> {
    await this.link.run(THROTTLED, quotaKeys(quota).slice(0, 1), [String(throttledRate), String(configured)]);
  }
}

function tagOf(quota: string): string {
  return digestOf('quota', quota);
}

function quotaKeys(quota: string): string[] {
  return [keyOf(tagOf(quota), 'state'), keyOf(tagOf(quota), 'turns')];
}

function inMs(us: number): number {
  return us / 1_000;
}
