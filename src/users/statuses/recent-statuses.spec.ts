import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';

function setting(): { recent: RecentStatuses; clock: FakeClock } {
  const clock = new FakeClock();
  return { recent: new RecentStatuses(clock), clock };
}

describe('RecentStatuses', () => {
  it('return the last status of a user for exactly two seconds', async () => {
    const { recent, clock } = setting();
    recent.note('ann', 'acme', 'CREATED');
    recent.note('ann', 'acme', 'UPDATING');
    await clock.advance(STATUS_GOOD_FOR_MS);
    expect([recent.of('ann', 'acme'), recent.of('bob', 'acme')]).toEqual(['UPDATING', undefined]);
    await clock.advance(1);
    expect(recent.of('ann', 'acme')).toBeUndefined();
  });

  it('return no status if the last change had none, but the time of the change', async () => {
    const { recent, clock } = setting();
    recent.note('ann', 'acme', 'UPDATING');
    await clock.advance(7);
    recent.note('ann', 'acme');
    expect(recent.of('ann', 'acme')).toBeUndefined();
    expect([recent.changedMs('ann'), recent.changedMs('bob')]).toEqual([clock.monotonicMs(), Number.NEGATIVE_INFINITY]);
  });

  it('return a status only to the tenant whose change returned it, until the next change', () => {
    const { recent } = setting();
    recent.note('ann', 'acme', 'CREATED');
    expect([recent.of('ann', 'acme'), recent.of('ann', 'twin')]).toEqual(['CREATED', undefined]);
    recent.note('ann', 'twin', 'UPDATING');
    expect([recent.of('ann', 'acme'), recent.of('ann', 'twin')]).toEqual([undefined, 'UPDATING']);
  });

  it('keep at most 10,000 changes, and drop the oldest', () => {
    const { recent } = setting();
    for (let user = 0; user < 10_050; user += 1) recent.note(`user-${user}`, 'acme', 'UPDATING');
    expect([recent.size, recent.of('user-49', 'acme'), recent.of('user-50', 'acme')]).toEqual([
      10_000,
      undefined,
      'UPDATING',
    ]);
  });

  it('drop old changes when a new one is recorded', async () => {
    const { recent, clock } = setting();
    for (let user = 0; user < 100; user += 1) recent.note(`user-${user}`, 'acme', 'UPDATING');
    await clock.advance(STATUS_GOOD_FOR_MS + 1);
    recent.note('ann', 'acme', 'UPDATING');
    expect(recent.size).toBe(1);
  });
});
