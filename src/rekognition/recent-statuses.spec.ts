import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { RecentStatuses, STATUS_GOOD_FOR_MS } from './recent-statuses.js';

function setting(): { recent: RecentStatuses; clock: FakeClock } {
  const clock = new FakeClock();
  return { recent: new RecentStatuses(clock), clock };
}

describe('RecentStatuses', () => {
  it('tell the last status of a user for two seconds and no longer', async () => {
    const { recent, clock } = setting();
    recent.note('ann', 'CREATED');
    recent.note('ann', 'UPDATING');
    await clock.advance(STATUS_GOOD_FOR_MS);
    expect([recent.of('ann'), recent.of('bob')]).toEqual(['UPDATING', undefined]);
    await clock.advance(1);
    expect(recent.of('ann')).toBeUndefined();
  });

  it('tell nothing of a user who was forgotten', () => {
    const { recent } = setting();
    recent.note('ann', 'UPDATING');
    recent.forget('ann');
    expect(recent.of('ann')).toBeUndefined();
  });

  it('keep no more than 10,000, and let the oldest go', () => {
    const { recent } = setting();
    for (let user = 0; user < 10_050; user += 1) recent.note(`user-${user}`, 'UPDATING');
    expect([recent.size, recent.of('user-49'), recent.of('user-50')]).toEqual([10_000, undefined, 'UPDATING']);
  });

  it('keep nothing that is old once something new is noted', async () => {
    const { recent, clock } = setting();
    for (let user = 0; user < 100; user += 1) recent.note(`user-${user}`, 'UPDATING');
    await clock.advance(STATUS_GOOD_FOR_MS + 1);
    recent.note('ann', 'UPDATING');
    expect(recent.size).toBe(1);
  });
});
