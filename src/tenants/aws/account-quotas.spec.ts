import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import type { QuotaChoice } from '../../config/tenants-file/tenants-file.schema.js';
import { UNLIMITED } from '../../resilience/rate/rate.js';
import { AccountQuotas, type Quota } from './account-quotas.js';

const UNLINK = { key: 'DisassociateFaces', bigRegions: 5, others: 3 };
const LIST = { key: 'ListFaces', bigRegions: 50, others: 5 };
const ACME = { awsAccount: '111122223333', region: 'eu-west-1' };
const BETA = { awsAccount: '444455556666', region: 'eu-central-1' };

function quotasOf(byAccount: Readonly<Record<string, QuotaChoice>>): AccountQuotas {
  return new AccountQuotas(new FakeClock(0), { byAccount: new Map(Object.entries(byAccount)), others: 'aws' });
}

const rateOf = ({ limiter }: Quota): number => limiter.rate.configured;

describe('AccountQuotas', () => {
  it("are AWS's defaults for the region, unless the settings of the account override them", () => {
    const quotas = quotasOf({ [BETA.awsAccount]: { DisassociateFaces: 7 } });
    expect([quotas.of(ACME, UNLINK), quotas.of(BETA, UNLINK), quotas.of(BETA, LIST)].map(rateOf)).toEqual([5, 7, 5]);
  });

  it('apply changed settings to quotas in use, and leave the others unchanged', () => {
    const quotas = quotasOf({ [BETA.awsAccount]: { DisassociateFaces: 7 } });
    const [acme, beta, list] = [quotas.of(ACME, UNLINK), quotas.of(BETA, UNLINK), quotas.of(ACME, LIST)];
    list.limiter.rate.throttled();
    quotas.configure(new Map<string, QuotaChoice>([[ACME.awsAccount, { DisassociateFaces: 9 }]]));
    expect([acme, beta, list].map(rateOf)).toEqual([9, 3, 50]);
    expect(list.limiter.rate.perSecond).toBe(45);
    expect(quotas.of(ACME, UNLINK)).toBe(acme);
    expect(rateOf(quotas.of({ ...ACME, region: 'eu-central-1' }, UNLINK))).toBe(9);
  });

  it('can be removed and set again', () => {
    const quotas = quotasOf({});
    const quota = quotas.of(ACME, UNLINK);
    quotas.configure(new Map<string, QuotaChoice>([[ACME.awsAccount, 'off']]));
    expect([rateOf(quota), quota.limited, quotas.limitedOnes()]).toEqual([UNLIMITED, false, []]);
    quotas.configure(new Map());
    expect([rateOf(quota), quota.limited, quotas.limitedOnes()]).toEqual([5, true, [quota]]);
  });
});
