import { setImmediate } from 'node:timers/promises';

import type { ListUsersCommandOutput } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { CallerLeft, type CallLimits, Deadline } from '../../resilience/time/call-limits.js';
import { UserScan } from './user-scan.js';

/** Pages that a test hands over one by one; how many were asked for can be seen. */
class Pages implements AsyncIterable<ListUsersCommandOutput> {
  asked = 0;
  private give: ((page: string[] | Error | undefined) => void) | undefined;

  async *[Symbol.asyncIterator](): AsyncGenerator<ListUsersCommandOutput> {
    for (;;) {
      this.asked += 1;
      const page = await new Promise<string[] | Error | undefined>((resolve) => (this.give = resolve));
      if (page === undefined) return;
      if (page instanceof Error) throw page;
      yield { Users: page.map((UserId) => ({ UserId, UserStatus: 'ACTIVE' })), $metadata: {} };
    }
  }

  async hand(page: string[] | Error | undefined): Promise<void> {
    this.give?.(page);
    await setImmediate();
  }
}

function setting() {
  const clock = new FakeClock();
  const scan = new UserScan(clock);
  const pages = new Pages();
  const leaving = new AbortController();
  const limits = (ms = 10_000): CallLimits => ({ deadline: Deadline.after(clock, ms), signal: leaving.signal });
  return { clock, scan, pages, limits, leaving };
}

describe('a scan', () => {
  it('resolves each lookup as soon as its user is found, and ends when no lookup waits', async () => {
    const { clock, scan, pages, limits } = setting();
    const asked = ['ann', 'bob'].map((user) => scan.statusOf(user, limits()));
    const run = scan.run(pages);
    await pages.hand(['ann']);
    expect(await asked[0]).toBe('ACTIVE');
    await pages.hand(['carl', 'bob']);
    expect(await asked[1]).toBe('ACTIVE');
    await run;
    expect([pages.asked, clock.pending]).toEqual([2, 0]);
  });

  it('resolves later lookups of users that it has found, even after its end, and no others', async () => {
    const { scan, pages, limits } = setting();
    const first = scan.statusOf('zoe', limits());
    const run = scan.run(pages);
    await pages.hand(['ann']);
    expect(await scan.statusOf('ann', limits())).toBe('ACTIVE');
    await pages.hand(['zoe']);
    await run;
    expect([await first, await scan.statusOf('ann', limits()), await scan.statusOf('bob', limits())]).toEqual([
      'ACTIVE',
      'ACTIVE',
      undefined,
    ]);
  });

  it('ignores earlier pages for lookups of a fresh status', async () => {
    const { scan, pages, limits } = setting();
    const early = scan.freshStatusOf('zoe', limits());
    const run = scan.run(pages);
    const late = scan.freshStatusOf('ann', limits());
    const next = scan.freshStatusOf('bob', limits());
    await pages.hand(['ann']);
    await pages.hand(['bob']);
    expect(await next).toBe('ACTIVE');
    await pages.hand(['zoe']);
    await pages.hand(undefined);
    await run;
    expect([await early, await late, await scan.freshStatusOf('ann', limits())]).toEqual([
      'ACTIVE',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['the list ends', undefined],
    ['a call fails', new Error('throttled')],
  ])('resolves to no status if %s', async (_name, end) => {
    const { clock, scan, pages, limits } = setting();
    const asked = scan.statusOf('ann', limits());
    const run = scan.run(pages);
    await pages.hand(['bob']);
    await pages.hand(end);
    await run;
    expect([await asked, clock.pending]).toEqual([undefined, 0]);
  });

  it('reads at most ten pages', async () => {
    const { scan, pages, limits } = setting();
    const asked = scan.statusOf('ann', limits());
    const run = scan.run(pages);
    for (let page = 0; page < 10; page += 1) await pages.hand([`user-${page}`]);
    await run;
    expect([await asked, pages.asked]).toEqual([undefined, 10]);
  });

  it('ends each lookup at its own deadline, and is aborted only when all callers have left', async () => {
    const { clock, scan, pages, limits } = setting();
    const brief = scan.statusOf('ann', limits(1_000));
    const long = scan.statusOf('bob', limits(5_000));
    void scan.run(pages);
    expect(scan.limits.deadline.remainingMs).toBe(5_000);
    await clock.advance(1_000);
    expect([await brief, scan.limits.signal.aborted]).toEqual([undefined, false]);
    await clock.advance(4_000);
    expect([await long, scan.limits.signal.aborted, clock.pending]).toEqual([undefined, true, 0]);
  });

  it('is aborted when its only caller has left', async () => {
    const { clock, scan, pages, limits, leaving } = setting();
    const asked = scan.statusOf('ann', limits());
    void scan.run(pages);
    leaving.abort();
    await expect(asked).rejects.toBeInstanceOf(CallerLeft);
    expect([scan.limits.signal.aborted, clock.pending]).toEqual([true, 0]);
  });

  it('rejects a lookup immediately if its caller has already left', async () => {
    const { clock, scan, limits, leaving } = setting();
    leaving.abort();
    await expect(scan.statusOf('ann', limits())).rejects.toBeInstanceOf(CallerLeft);
    expect([scan.limits.signal.aborted, clock.pending]).toEqual([true, 0]);
  });
});
