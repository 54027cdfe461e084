import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { SecondCounts } from './breaker.js';

describe('SecondCounts', () => {
  it('counts the events of the last seconds, and drops them second by second', async () => {
    const clock = new FakeClock(0);
    const counts = new SecondCounts(clock, 3);
    for (let second = 0; second < 3; second += 1) {
      counts.add();
      await clock.advance(1_000);
    }
    expect(counts.sum).toBe(2);
    await clock.advance(1_000);
    expect(counts.sum).toBe(1);
  });

  it('is 0 after its whole window, or once cleared', async () => {
    const clock = new FakeClock(0);
    const counts = new SecondCounts(clock, 3);
    counts.add();
    await clock.advance(3_600_000);
    expect(counts.sum).toBe(0);
    counts.add();
    counts.clear();
    expect(counts.sum).toBe(0);
  });
});
