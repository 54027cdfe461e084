import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Random } from '../../../test/harness/random.js';
import { Failure } from '../../failures/failure.js';
import { CongestionWindow } from '../../resilience/bounds/congestion-window.js';
import { delay } from '../../resilience/time/call-limits.js';
import { CredentialCache } from './credential-cache.js';
import type { FetchedKeys } from './credentials.js';

const LATENCY_MS = 50;

/** An STS that lets so many through a second, and holds one second's worth. */
class LimitedSts {
  calls = 0;
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly clock: FakeClock,
    private readonly perSecond: number,
  ) {
    this.tokens = perSecond;
    this.filledAtMs = clock.monotonicMs();
  }

  async answer(): Promise<void> {
    this.calls += 1;
    const nowMs = this.clock.monotonicMs();
    this.tokens = Math.min(this.perSecond, this.tokens + ((nowMs - this.filledAtMs) * this.perSecond) / 1_000);
    this.filledAtMs = nowMs;
    await delay(this.clock, LATENCY_MS);
    if (this.tokens < 1) throw new Failure('throttled');
    this.tokens -= 1;
  }
}

describe('1,000 tenants that start cold', () => {
  it.each([40, 50, 100, 300])(
    'all have their keys within 30 s, with at most 1.2 calls each, where STS grants %i calls a second',
    async (perSecond) => {
      const clock = new FakeClock();
      const sts = new LimitedSts(clock, perSecond);
      const draws = new Random(perSecond);
      const random = (): number => draws.share();
      const window = new CongestionWindow(clock, { least: 4, most: 32, pauseMs: 1_000 }, random);
      const caches = Array.from({ length: 1_000 }, (_, tenant) => {
        const source = async (): Promise<FetchedKeys> => {
          await window.run(
            () => sts.answer(),
            () => true,
          );
          const keys = { accessKeyId: String(tenant), secretAccessKey: 'secret' };
          return { keys, validUntilMs: clock.monotonicMs() + 3_600_000 };
        };
        return new CredentialCache(clock, source, { random });
      });
      let had = 0;
      for (const cache of caches) void cache.get().then(() => (had += 1));
      for (let elapsedMs = 0; elapsedMs < 30_000 && had < caches.length; elapsedMs += 10) await clock.advance(10);
      expect(had).toBe(1_000);
      expect(sts.calls).toBeLessThanOrEqual(1_200);
    },
  );
});
