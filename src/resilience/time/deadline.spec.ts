import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Deadline } from './deadline.js';

describe('Deadline', () => {
  it('has less time remaining as the clock advances', async () => {
    const clock = new FakeClock(1_000);
    const deadline = Deadline.after(clock, 500);
    expect(deadline.atMs).toBe(1_500);
    expect(deadline.remainingMs).toBe(500);
    await clock.advance(200);
    expect(deadline.remainingMs).toBe(300);
    expect(deadline.atMs).toBe(1_500);
  });

  it('never has a negative remaining time', async () => {
    const clock = new FakeClock(0);
    const deadline = new Deadline(clock, 100);
    await clock.advance(100);
    expect(deadline.remainingMs).toBe(0);
    await clock.advance(5_000);
    expect(deadline.remainingMs).toBe(0);
  });
});
