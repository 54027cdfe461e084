import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import { RedisUserLeases } from './redis-user-leases.js';

/** A replica of which another one holds the lease of every user until `isFree`. */
class Waiting {
  readonly clock = new FakeClock(0);
  readonly asked: number[] = [];
  isFree = false;
  startedAtMs: number | undefined;

  async start(): Promise<void> {
    const run = (): Promise<number> => {
      this.asked.push(this.clock.monotonicMs());
      return Promise.resolve(this.isFree ? 1 : 0);
    };
    const limits = { deadline: Deadline.after(this.clock, 30_000), signal: new AbortController().signal };
    const leases = new RedisUserLeases(this.clock, { isUp: true, replicaId: 'pod', run });
    void leases.hold('ann', limits, () => {
      this.startedAtMs = this.clock.monotonicMs();
      return Promise.resolve();
    });
    await setImmediate();
  }
}

describe('A replica that waits for the lease of another one', () => {
  it('starts at most 20 ms after a short wait, and 150 ms after a long one', async () => {
    for (const [waitMs, lateMs] of [
      [100, 20],
      [10_000, 150],
    ] as const) {
      const waiting = new Waiting();
      await waiting.start();
      await waiting.clock.advance(waitMs);
      waiting.isFree = true;
      await waiting.clock.advance(lateMs);
      expect(waiting.startedAtMs).toBeLessThanOrEqual(waitMs + lateMs);
    }
  });

  it('polls Redis less often the longer it waits', async () => {
    const waiting = new Waiting();
    await waiting.start();
    await waiting.clock.advance(10_000);
    expect(waiting.asked.filter((atMs) => atMs <= 200).length).toBeGreaterThan(8);
    expect(waiting.asked.length).toBeLessThan(100);
  });
});
