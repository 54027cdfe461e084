import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { BulkheadFull } from '../../resilience/bounds/bulkhead.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { ScanPace } from './user-scan.js';
import { UserStatuses } from './user-statuses.js';

const ANN = { collectionId: 'staff', userId: 'ann' };
const clock = new FakeClock();

function userStatuses(): UserStatuses {
  return new UserStatuses(
    clock,
    new ScanPace(clock, new AccountQuotas(clock, { byAccount: new Map(), others: 'off' })),
  );
}

function callerOf(awsAccount: string): Caller {
  return {
    tenant: {
      id: 'acme',
      awsAccount,
      region: 'eu-west-1',
      weight: 1,
      view: { kind: 'all' },
      s3: [],
      credentials: { kind: 'default' },
      apiKeys: [],
    },
    principal: { kind: 'key', keyId: 'console' },
    scopes: ['read'],
    requestId: 'request',
    trace: { traceId: '', spanId: '', flags: '00' },
    deadline: Deadline.after(clock, 10_000),
    signal: new AbortController().signal,
  };
}

describe('UserStatuses', () => {
  it.each([
    ['shares a scan between callers of one tenant', '111122223333', 1],
    ['shares no scan with a tenant of the same id in another account, as after a reload', '444455556666', 2],
  ])('%s', async (_name, awsAccount, scans) => {
    const statuses = userStatuses();
    const begun: string[] = [];
    const ended = Promise.withResolvers();
    const pages = async function* ({ tenant }: Caller) {
      begun.push(tenant.awsAccount);
      await ended.promise;
      yield { Users: [{ UserId: 'ann', UserStatus: 'ACTIVE' as const }], $metadata: {} };
    };
    const asked = ['111122223333', awsAccount].map((account) =>
      statuses.of(ANN, callerOf(account), { faceCount: 1, pages }),
    );
    await setImmediate();
    ended.resolve(undefined);
    expect([await Promise.all(asked), begun.length]).toEqual([['ACTIVE', 'ACTIVE'], scans]);
  });

  it.each([
    ['CREATED', 0, 'CREATED'],
    ['CREATED', 1, null],
    ['ACTIVE', 0, null],
    ['ACTIVE', 1, 'ACTIVE'],
    ['UPDATING', 0, 'UPDATING'],
    ['UPDATING', 1, 'UPDATING'],
  ])(
    'use the status %s only if it fits the face count: with %i faces, the result is %s',
    async (status, faceCount, known) => {
      const statuses = userStatuses();
      const caller = callerOf('111122223333');
      await statuses.change(ANN, caller, () => Promise.resolve({ UserStatus: status }));
      const pages = async function* () {};
      expect(await statuses.of(ANN, caller, { faceCount, pages })).toBe(known);
    },
  );

  it('let 800 requests of one tenant wait for a status, reject more, and accept new ones when those have ended', async () => {
    const statuses = userStatuses();
    const caller = callerOf('111122223333');
    const pages = async function* () {
      await Promise.resolve();
      yield { Users: [{ UserId: 'ann', UserStatus: 'UPDATING' as const }], $metadata: {} };
    };
    const wait = () => statuses.until('ACTIVE', ANN, caller, { faceCount: 1, pages });
    const waiting = Array.from({ length: 800 }, wait);
    await expect(wait()).rejects.toBeInstanceOf(BulkheadFull);
    await setImmediate();
    await clock.advance(10_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['UPDATING']));
    expect([await wait(), clock.pending]).toEqual([null, 0]);
  });
});
