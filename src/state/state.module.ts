import { Module } from '@nestjs/common';

import { IDEMPOTENCY_STORE } from './idempotency.store.js';
import { MemoryIdempotencyStore } from './memory-idempotency.store.js';

@Module({
  providers: [{ provide: IDEMPOTENCY_STORE, useClass: MemoryIdempotencyStore }],
  exports: [IDEMPOTENCY_STORE],
})
export class StateModule {}
