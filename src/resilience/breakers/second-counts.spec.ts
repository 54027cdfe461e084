import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { SecondCounts } from './second-counts.js';

describe('SecondCounts', () => {
  it('counts what happened in the last seconds, and forgets each second by itself', async () => {
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

  it('holds nothing after a time longer than it looks back, or once cleared', async () => {
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
