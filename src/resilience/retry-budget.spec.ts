import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { RetryBudget } from './retry-budget.js';

function budget() {
  const clock = new FakeClock(0);
  return { clock, budget: new RetryBudget(clock, 0.15, 3) };
}

function deposits(into: RetryBudget, calls: number): void {
  for (let call = 0; call < calls; call += 1) into.deposit();
}

/** How many repeats the budget grants now. */
function granted(from: RetryBudget): number {
  let repeats = 0;
  while (repeats < 1_000 && from.withdraw()) repeats += 1;
  return repeats;
}

describe('RetryBudget', () => {
  it.each([
    [0, 3],
    [1, 3],
    [20, 3],
    [26, 3],
    [27, 4],
    [40, 6],
    [1_000, 150],
  ])('grants, after %i calls, %i repeats: 15 % of them and at least 3', (calls, repeats) => {
    const { budget: retries } = budget();
    deposits(retries, calls);
    expect(granted(retries)).toBe(repeats);
    expect(retries.withdraw()).toBe(false);
  });

  it('grants more as soon as more calls were made', () => {
    const { budget: retries } = budget();
    deposits(retries, 20);
    expect(granted(retries)).toBe(3);
    deposits(retries, 20);
    expect(granted(retries)).toBe(3);
  });

  it('counts the calls of the last ten seconds and forgets older ones', async () => {
    const { clock, budget: retries } = budget();
    deposits(retries, 100);
    await clock.advance(9_999);
    expect(retries.withdraw()).toBe(true);
    expect(granted(retries)).toBe(14);
    await clock.advance(1);
    deposits(retries, 120);
    expect(granted(retries)).toBe(3);
  });

  it('forgets spent repeats after ten seconds as well', async () => {
    const { clock, budget: retries } = budget();
    expect(granted(retries)).toBe(3);
    await clock.advance(9_000);
    expect(granted(retries)).toBe(0);
    await clock.advance(1_000);
    expect(granted(retries)).toBe(3);
  });

  it('adds up seconds that lie apart within the window', async () => {
    const { clock, budget: retries } = budget();
    for (let second = 0; second < 10; second += 1) {
      deposits(retries, 10);
      if (second < 9) await clock.advance(1_000);
    }
    expect(granted(retries)).toBe(15);
  });

  it.each([10, 11, 19, 20, 25, 3_600, 86_400 * 365])('begins anew after %i idle seconds', async (seconds) => {
    const { clock, budget: retries } = budget();
    deposits(retries, 1_000);
    granted(retries);
    await clock.advance(seconds * 1_000);
    expect(granted(retries)).toBe(3);
  });

  it('keeps its bound over a long run of steady calls', async () => {
    const { clock, budget: retries } = budget();
    let repeats = 0;
    for (let second = 0; second < 60; second += 1) {
      deposits(retries, 100);
      repeats += granted(retries);
      await clock.advance(1_000);
    }
    expect(repeats).toBeGreaterThan(0.14 * 6_000);
    expect(repeats).toBeLessThanOrEqual(0.15 * 6_000);
  });
});
