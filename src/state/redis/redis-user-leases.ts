import type { Clock } from '../../resilience/time/clock.js';
import { type CallLimits, pause } from '../../resilience/time/call-limits.js';
import { StoreAway } from '../idempotency.store.js';
import type { RedisLink } from './redis-link.js';
import { defineScript, digestOf, keyOf, numberOf } from './redis-script.js';

const LEASE_MS = 3_000;
const RENEW_MS = 1_000;
/**
 * Polling interval of a waiting replica: a tenth of the time that it has waited, within these limits. Replicas are
 * served in the order of their first request.
 */
const [MIN_POLL_MS, MAX_POLL_MS] = [20, 150];
/** If the first replica in the queue does not take a free lease for this long, it is skipped. */
const MAX_IDLE_MS = 200;

/**
 * The lease of one user's writes. Keys: holder, waiting replicas (by first request), time of the last release.
 * Replies 1 if the owner holds the lease.
 */
export const LEASE = defineScript(
  'lease',
  `local holder, line, freed = KEYS[1], KEYS[2], KEYS[3]
local step, owner = ARGV[1], ARGV[2]
local now = string.format('%.0f', NOW)
local held = redis.call('GET', holder)
if step == 'release' then
  redis.call('ZREM', line, owner)
  if held ~= owner then return 0 end
  redis.call('DEL', holder)
  redis.call('SET', freed, now, 'PX', 60000)
  return 1
end
if held == owner or step == 'renew' and not held then
  redis.call('SET', holder, owner, 'PX', ${LEASE_MS})
  return 1
end
if step == 'renew' then return 0 end
if held then
  redis.call('ZADD', line, 'NX', now, owner)
  redis.call('PEXPIRE', line, 60000)
  return 0
end
local first = redis.call('ZRANGE', line, 0, 0)[1]
if first and first ~= owner then
  redis.call('ZADD', line, 'NX', now, owner)
  if NOW - tonumber(redis.call('GET', freed) or '0') < ${MAX_IDLE_MS * 1_000} then return 0 end
  redis.call('ZREM', line, first)
  redis.call('SET', freed, now, 'PX', 60000)
  if redis.call('ZRANGE', line, 0, 0)[1] ~= owner then return 0 end
end
redis.call('ZREM', line, owner)
redis.call('SET', holder, owner, 'PX', ${LEASE_MS})
return 1`,
);

/**
 * Runs the writes of one user one at a time in all replicas, as lanes do in one: Rekognition rejects concurrent changes
 * of a user. This is an optimization: without Redis the write runs, and a conflict is retried.
 */
export class RedisUserLeases {
  private count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly link: Pick<RedisLink, 'isUp' | 'run' | 'replicaId'>,
  ) {}

  /** @throws DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached while another replica holds the lease. */
  async hold<T>(user: string, limits: CallLimits, job: () => Promise<T>): Promise<T> {
    if (!this.link.isUp) return job();
    this.count += 1;
    const owner = `${this.link.replicaId}/${this.count}`;
    let cancelRenewal = (): void => undefined;
    const renew = (): void => {
      cancelRenewal = this.clock.schedule(RENEW_MS, () => {
        void this.ask('renew', user, owner);
        renew();
      });
    };
    try {
      const startedMs = this.clock.monotonicMs();
      while (!(await this.ask('take', user, owner))) {
        const tenthMs = Math.ceil((this.clock.monotonicMs() - startedMs) / 10);
        await pause(this.clock, Math.min(Math.max(tenthMs, MIN_POLL_MS), MAX_POLL_MS), limits);
      }
      renew();
      return await job();
    } finally {
      cancelRenewal();
      void this.ask('release', user, owner);
    }
  }

  /** Also returns true if Redis is unavailable. */
  private async ask(step: 'take' | 'renew' | 'release', user: string, owner: string): Promise<boolean> {
    const tag = digestOf('user', user);
    try {
      const keys = ['holder', 'line', 'freed'].map((name) => keyOf(tag, name));
      return numberOf(await this.link.run(LEASE, keys, [step, owner])) === 1;
    } catch (error) {
      if (error instanceof StoreAway) return true;
      throw error;
    }
  }
}
