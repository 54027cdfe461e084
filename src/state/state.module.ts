import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { Logger } from '../observability/logger.js';
import { Metrics } from '../observability/metrics.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { ERASURE_STORE, type ErasureStore } from './erasure.store.js';
import { ErasuresInProgress } from './erasure.store.js';
import { Fleet } from './fleet.js';
import { IDEMPOTENCY_STORE, type IdempotencyStore } from './idempotency.store.js';
import { MemoryIdempotencyStore } from './memory-idempotency.store.js';
import { RedisErasureStore } from './redis/redis-erasure.store.js';
import { RedisIdempotencyStore } from './redis/redis-idempotency.store.js';

/** State that replicas share in Redis if it is configured; otherwise each replica has its own. */
@Module({
  imports: [ObservabilityModule],
  providers: [
    {
      provide: Fleet,
      useFactory: (clock: Clock, config: Config, logger: Logger, metrics: Metrics) =>
        Fleet.join(clock, config, logger, metrics),
      inject: [CLOCK, CONFIG, Logger, Metrics],
    },
    {
      provide: IDEMPOTENCY_STORE,
      useFactory: (clock: Clock, { link }: Fleet): IdempotencyStore =>
        link === undefined ? new MemoryIdempotencyStore(clock) : new RedisIdempotencyStore(clock, link),
      inject: [CLOCK, Fleet],
    },
    {
      provide: ERASURE_STORE,
      useFactory: async (clock: Clock, { erasures }: Config, { link }: Fleet): Promise<ErasureStore | undefined> => {
        const { path, keptDays = 0 } = erasures ?? {};
        if (path === undefined) return erasures && link && new RedisErasureStore(link, { keptDays });
        // SQLite is loaded only if it is used.
        const { SqliteErasureStore } = await import('./sqlite-erasure.store.js');
        return new SqliteErasureStore(clock, { path, keptDays });
      },
      inject: [CLOCK, CONFIG, Fleet],
    },
    ErasuresInProgress,
  ],
  exports: [Fleet, IDEMPOTENCY_STORE, ERASURE_STORE, ErasuresInProgress],
})
export class StateModule implements OnApplicationShutdown {
  constructor(@Inject(Fleet) private readonly fleet: Fleet) {}

  async onApplicationShutdown(): Promise<void> {
    await this.fleet.leave();
  }
}
