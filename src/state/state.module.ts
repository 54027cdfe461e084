import { Module } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { ERASURE_STORE } from './erasure.store.js';
import { ErasuresInProgress } from './erasures-in-progress.js';
import { IDEMPOTENCY_STORE } from './idempotency.store.js';
import { MemoryIdempotencyStore } from './memory-idempotency.store.js';
import { SqliteErasureStore } from './sqlite-erasure.store.js';

@Module({
  providers: [
    { provide: IDEMPOTENCY_STORE, useClass: MemoryIdempotencyStore },
    {
      provide: ERASURE_STORE,
      useFactory: (clock: Clock, { erasures }: Config) => erasures && new SqliteErasureStore(clock, erasures),
      inject: [CLOCK, CONFIG],
    },
    ErasuresInProgress,
  ],
  exports: [IDEMPOTENCY_STORE, ERASURE_STORE, ErasuresInProgress],
})
export class StateModule {}
