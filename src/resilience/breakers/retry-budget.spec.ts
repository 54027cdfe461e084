import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import type { Destination } from './retry-budget.js';
import { backoffMs, BUDGET_RECOVERY_MS, RetryBudgets } from './retry-budget.js';

import fc from 'fast-check';

const READ = { endpoint: 'eu-west-1', region: 'eu-west-1', account: 'acme', operation: 'ListFaces' };
const by = (account: string, operation = 'ListFaces'): Destination => ({ ...READ, account, operation });

function budgets() {
  const clock = new FakeClock(0);
  return { clock, all: new RetryBudgets(clock) };
}

function deposits(into: RetryBudgets, calls: number, to: Destination = READ): void {
  for (let call = 0; call < calls; call += 1) into.deposit(to);
}

/** Number of retries that are granted now. */
function granted(from: RetryBudgets, to: Destination = READ): number {
  let retries = 0;
  while (retries < 1_000 && from.withdraw(to)) retries += 1;
  return retries;
}

describe('RetryBudgets', () => {
  it.each([
    [0, 3],
    [1, 3],
    [20, 3],
    [26, 3],
    [27, 4],
    [40, 6],
    [1_000, 150],
  ])('grant, after %i calls, %i retries: 15 %% of them and at least 3', (calls, retries) => {
    const { all } = budgets();
    deposits(all, calls);
    expect(granted(all)).toBe(retries);
    expect(all.withdraw(READ)).toBe(false);
  });

  it('grant more retries as soon as more calls were made', () => {
    const { all } = budgets();
    deposits(all, 20);
    expect(granted(all)).toBe(3);
    deposits(all, 20);
    expect(granted(all)).toBe(3);
  });

  it('count only the calls of the last ten seconds', async () => {
    const { clock, all } = budgets();
    deposits(all, 100);
    await clock.advance(9_999);
    expect(all.withdraw(READ)).toBe(true);
    expect(granted(all)).toBe(14);
    await clock.advance(1);
    deposits(all, 120);
    expect(granted(all)).toBe(3);
  });

  it('add up all seconds within the window', async () => {
    const { clock, all } = budgets();
    for (let second = 0; second < 10; second += 1) {
      deposits(all, 10);
      if (second < 9) await clock.advance(1_000);
    }
    expect(granted(all)).toBe(15);
  });

  it.each([10, 11, 19, 20, 25, 3_600, 86_400 * 365])('are reset after %i idle seconds', async (seconds) => {
    const { clock, all } = budgets();
    deposits(all, 1_000);
    granted(all);
    await clock.advance(seconds * 1_000);
    expect(granted(all)).toBe(3);
  });

  it('keep their bound over a long time of steady calls', async () => {
    const { clock, all } = budgets();
    let retries = 0;
    for (let second = 0; second < 60; second += 1) {
      deposits(all, 100);
      retries += granted(all);
      await clock.advance(1_000);
    }
    expect(retries).toBeGreaterThan(0.14 * 6_000);
    expect(retries).toBeLessThanOrEqual(0.15 * 6_000);
  });

  it('grant an account with few calls three retries in total, however many operations it calls', () => {
    const { all } = budgets();
    expect(['a', 'b', 'c', 'd'].map((operation) => granted(all, by('acme', operation)))).toEqual([3, 0, 0, 0]);
    deposits(all, 100, by('acme', 'd'));
    expect(granted(all, by('acme', 'd'))).toBe(15);
  });

  it('grant accounts with few calls 30 retries in total, and other accounts their full share', () => {
    const { all } = budgets();
    const accounts = Array.from({ length: 100 }, (_, n) => `account-${n}`);
    expect(accounts.reduce((sum, account) => sum + granted(all, by(account)), 0)).toBe(30);
    deposits(all, 100, by('busy'));
    expect(granted(all, by('busy'))).toBe(15);
  });

  it('report the smallest budget among accounts with recent calls', async () => {
    const { clock, all } = budgets();
    deposits(all, 100, by('a'));
    deposits(all, 200, by('b'));
    all.withdraw(by('a'));
    expect([...all.leastLeft()]).toEqual([['eu-west-1', 14]]);
    await clock.advance(10_000);
    expect([...all.leastLeft()]).toEqual([]);
  });
});

const accounts = ['a', 'b', 'c'];
const uses = fc.array(
  fc.oneof(
    fc.record({
      account: fc.constantFrom(...accounts),
      operation: fc.constantFrom('ListFaces', 'ListUsers'),
      calls: fc.nat(60),
      retries: fc.nat(20),
    }),
    fc.record({ waitMs: fc.nat(4_000) }),
  ),
  { maxLength: 40 },
);

describe('RetryBudgets in any state', () => {
  it('are full again after 10 s', async () => {
    await fc.assert(
      fc.asyncProperty(uses, async (before) => {
        const { clock, all } = budgets();
        for (const use of before) {
          if ('waitMs' in use) await clock.advance(use.waitMs);
          else {
            deposits(all, use.calls, by(use.account, use.operation));
            for (let n = 0; n < use.retries; n += 1) all.withdraw(by(use.account, use.operation));
          }
        }
        await clock.advance(BUDGET_RECOVERY_MS);
        deposits(all, 40, by('a'));
        expect(accounts.map((account) => granted(all, by(account)))).toEqual([6, 3, 3]);
      }),
    );
  });

  it('grant an account the same whatever another account calls and retries', async () => {
    await fc.assert(
      fc.asyncProperty(uses, async (happening) => {
        const [alone, shared] = [budgets(), budgets()];
        for (const use of happening) {
          if ('waitMs' in use) {
            await Promise.all([alone, shared].map(({ clock }) => clock.advance(use.waitMs)));
            continue;
          }
          const to = by(use.account, use.operation);
          for (const { all } of use.account === 'a' ? [alone, shared] : [shared]) deposits(all, use.calls, to);
          for (let n = 0; n < use.retries; n += 1) {
            const isGranted = shared.all.withdraw(to);
            if (use.account === 'a') expect(isGranted).toBe(alone.all.withdraw(to));
          }
        }
      }),
    );
  });

  it('let the process retry at most 15 % of its calls plus 30 in any ten seconds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(30)), { maxLength: 100 }), (bursts) => {
        const { clock, all } = budgets();
        let [calls, retries] = [0, 0];
        for (const [account, [count, tries]] of bursts.entries()) {
          deposits(all, count, by(`account-${account % 20}`));
          calls += count;
          for (let n = 0; n < tries; n += 1) retries += all.withdraw(by(`account-${account % 20}`)) ? 1 : 0;
        }
        expect(clock.monotonicMs()).toBe(0);
        expect(retries).toBeLessThanOrEqual(0.15 * calls + 30);
      }),
    );
  });
});

const RANGE = { baseMs: 250, capMs: 2_000 };

describe('backoffMs', () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1_000],
    [4, 2_000],
    [5, 2_000],
    [50, 2_000],
    [5_000, 2_000],
  ])('is, after %i tries, between 0 and %i ms', (tries, mostMs) => {
    expect(backoffMs(RANGE, tries, 0)).toBe(0);
    expect(backoffMs(RANGE, tries, 0.5)).toBe(mostMs / 2);
    expect(backoffMs(RANGE, tries, 1)).toBe(mostMs);
  });

  it('is between 0 and the cap for every random value', () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.nat(60_000),
        fc.integer({ min: 1, max: 1_000 }),
        draw,
        (base, cap, tries, random) => {
          const delayMs = backoffMs({ baseMs: base, capMs: cap }, tries, random);
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(cap);
        },
      ),
    );
  });
});
