import type { AttemptBounds } from '../../resilience/bounds/recent-map.js';
import type { RedisLink } from './redis-link.js';
import { defineScript, digestOf, keyOf, numberOf } from './redis-script.js';

/**
 * Counts an attempt under each of the keys, if all of them allow it, so that concurrent attempts cannot pass together.
 * The last key orders the others by use, for the bound on their number. Replies the milliseconds to wait, 0 if counted.
 */
export const ATTEMPT = defineScript(
  'attempt',
  `local most, window, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3])
local used = KEYS[#KEYS]
local wait = 0
for i = 1, #KEYS - 1 do
  local oldest = tonumber(redis.call('LINDEX', KEYS[i], most - 1) or '0')
  wait = math.max(wait, oldest + window - NOW)
end
if wait > 0 then return math.ceil(wait / 1000) end
local now = string.format('%.0f', NOW)
for i = 1, #KEYS - 1 do
  redis.call('LPUSH', KEYS[i], now)
  redis.call('LTRIM', KEYS[i], 0, most - 1)
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
  redis.call('ZADD', used, now, KEYS[i])
end
redis.call('ZREMRANGEBYSCORE', used, '-inf', NOW - window)
local excess = redis.call('ZCARD', used) - capacity
if excess > 0 then
  for _, key in ipairs(redis.call('ZRANGE', used, 0, excess - 1)) do redis.call('UNLINK', key) end
  redis.call('ZREMRANGEBYRANK', used, 0, excess - 1)
end
redis.call('PEXPIRE', used, ARGV[2])
return 0`,
);

const TAG = 'attempts';

/** Limits attempts in all replicas together. */
export class RedisAttempts {
  constructor(
    private readonly link: Pick<RedisLink, 'isUp' | 'run'>,
    private readonly bounds: AttemptBounds,
  ) {}

  /**
   * Counts an attempt under all keys if none is at its bound.
   *
   * @returns milliseconds to wait, or 0 if the attempt was counted; undefined if Redis is unavailable.
   */
  async note(...names: readonly string[]): Promise<number | undefined> {
    if (!this.link.isUp) return undefined;
    const keys = [...names.map((name) => keyOf(TAG, digestOf(name))), keyOf(TAG, 'used')];
    const { most, windowMs, capacity } = this.bounds;
    const args = [most, windowMs, capacity].map(String);
    return this.link.run(ATTEMPT, keys, args).then(numberOf, () => undefined);
  }
}
