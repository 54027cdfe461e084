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

  /** Waits for the first attempt to connect; a Redis that is away does not prevent the start. */
  static async join(clock: Clock, { redis, replicas }: Config, logger: Logger, metrics: Metrics): Promise<Fleet> {
    if (redis === undefined) return new Fleet(clock, undefined, replicas);
    const link = new RedisLink({
      clock,
      connect: connectTo(redis),
      events: {
        up: (count) => logger.event('redis up', { replicas: count }),
        away: (reason) =>
          logger.warning(`redis away (${reason}): this replica uses its own state and a part of each quota`),
        forgot: (what) => {
          metrics.redisLosses.inc({ kind: what });
          logger.warning(`redis came back ${what}: records of keyed writes may be lost`);
        },
        command: (script, outcome) => metrics.redisCommands.inc({ script, outcome }),
      },
    });
    metrics.watchRedis(() => ({ up: link.isUp, replicas: link.replicas ?? replicas }));
    await link.start();
    if (!link.isUp) logger.warning('redis away at start: this replica uses its own state and a part of each quota');
    return new Fleet(clock, link, replicas);
  }

  /** How many replicas share a quota when each has to keep to its own part. */
  get replicas(): number {
    return this.link?.replicas ?? this.configuredReplicas;
  }

  /** For readiness. */
  get redis(): 'up' | 'away' | 'off' {
    if (this.link === undefined) return 'off';
    return this.link.isUp ? 'up' : 'away';
  }

  async leave(): Promise<void> {
    await this.link?.stop();
  }
}
