import { MemoryIdempotencyStore } from '../../../src/state/memory-idempotency.store.js';
import { FakeClock } from '../../harness/fake-clock.js';
import { describeIdempotencyStore } from './idempotency-store.contract.js';

describeIdempotencyStore('The store in memory', () => {
  const clock = new FakeClock();
  return Promise.resolve({
    store: new MemoryIdempotencyStore(clock),
    pass: (ms: number) => clock.advance(ms),
    close: () => Promise.resolve(),
  });
});
