import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Clock } from '../resilience/time/clock.js';
import { connectTo } from './redis/redis-connection.js';
import { RedisLink } from './redis/redis-link.js';
import { RedisTurns } from './redis/redis-turns.js';
import { RedisUserLeases } from './redis/redis-user-leases.js';

/** The replicas of the service, and their link to Redis if there is one. */
export class Fleet {
  /** Undefined without Redis, as are the other members. */
  readonly turns: RedisTurns | undefined;
  readonly leases: RedisUserLeases | undefined;

  private constructor(
    clock: Clock,
    readonly link: RedisLink | undefined,
    private readonly configuredReplicas: number,
  ) {
    if (link === undefined) return;
    this.turns = new RedisTurns(link);
    this.leases = new RedisUserLeases(clock, link);
  }

  /** Waits for the first attempt to connect; an unavailable Redis does not prevent the start. */
  static async join(clock: Clock, { redis, replicas }: Config, logger: Logger, metrics: Metrics): Promise<Fleet> {
    if (redis === undefined) return new Fleet(clock, undefined, replicas);
    const link = new RedisLink({
      clock,
      connect: connectTo(redis),
      events: {
        up: (count) => logger.event('redis up', { replicas: count }),
        away: (reason) =>
          logger.warning(`redis unavailable (${reason}): this replica uses its own state and a part of each quota`),
        forgot: (what) => {
          metrics.redisLosses.inc({ kind: what });
          const state = what === 'empty' ? 'empty' : 'with older data';
          logger.warning(`redis came back ${state}: records of keyed writes may be lost`);
        },
        command: (script, outcome) => metrics.redisCommands.inc({ script, outcome }),
      },
    });
    metrics.watch('facade_redis_up', () => (link.isUp ? 1 : 0));
    metrics.watch('facade_replicas', () => link.replicas ?? replicas);
    await link.start();
    if (!link.isUp)
      logger.warning('redis unavailable at start: this replica uses its own state and a part of each quota');
    return new Fleet(clock, link, replicas);
  }

  /** Number of replicas that divide the quotas while they are not shared through Redis. */
  get replicas(): number {
    return this.link?.replicas ?? this.configuredReplicas;
  }

  /** The state of Redis, as reported by the readiness probe. */
  get redis(): 'up' | 'away' | 'off' {
    if (this.link === undefined) return 'off';
    return this.link.isUp ? 'up' : 'away';
  }

  async leave(): Promise<void> {
    await this.link?.stop();
  }
}
