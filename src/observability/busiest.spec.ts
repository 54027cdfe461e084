import { describe, expect, it } from '@jest/globals';

import { busiest, type QuotaReading } from './busiest.js';

function reading(account: string, attempts: number, changes: Partial<QuotaReading> = {}): QuotaReading {
  return { account, region: 'eu-west-1', operation: 'ListFaces', ratePerSecond: 5, waiting: 1, attempts, ...changes };
}

describe('busiest', () => {
  it('names the accounts with the most attempts in all their quotas, and sums up the others', () => {
    const readings = [
      reading('a', 5),
      reading('b', 9),
      reading('c', 3),
      reading('c', 4, { operation: 'DeleteFaces' }),
      reading('d', 6),
    ];
    expect(busiest(readings, 2)).toEqual([
      reading('b', 9),
      reading('c', 3),
      reading('c', 4, { operation: 'DeleteFaces' }),
      reading('_other', 11, { ratePerSecond: 10, waiting: 2 }),
    ]);
  });

  it('sums up nothing if all accounts have a name', () => {
    expect(busiest([reading('a', 1)], 50)).toEqual([reading('a', 1)]);
    expect(busiest([], 50)).toEqual([]);
  });

  it('keeps regions and operations apart', () => {
    const others = busiest([reading('a', 1), reading('b', 1, { region: 'us-east-1' })], 0);
    expect(others.map(({ account, region }) => [account, region])).toEqual([
      ['_other', 'eu-west-1'],
      ['_other', 'us-east-1'],
    ]);
  });
});
