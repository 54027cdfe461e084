import { beforeEach, describe, expect, it } from '@jest/globals';

import { RefusalTally } from './audit-refusals.js';

const KEY = { tenant: 'acme', keyId: 'console' };
const OTHER_KEY = { tenant: 'acme', keyId: 'batch' };
const OTHER_TENANT = { tenant: 'beta', keyId: 'console' };
const subject = (number: number): { tenant: string; issuer: string; subject: string } => ({
  tenant: 'acme',
  issuer: 'https://login.example',
  subject: `subject-${number}`,
});

let tally: RefusalTally;

beforeEach(() => {
  tally = new RefusalTally();
});

const admitted = (count: number, caller: object, mayWrite = true): number =>
  Array.from({ length: count }, () => tally.admit(caller as typeof KEY, mayWrite)).filter(Boolean).length;

describe('refused writes', () => {
  it('get ten lines per key and period, and the others are counted', () => {
    expect([admitted(1_000, KEY), admitted(12, OTHER_KEY), admitted(3, OTHER_TENANT)]).toEqual([10, 10, 3]);
    expect(tally.end()).toEqual([
      { ...KEY, count: 990 },
      { ...OTHER_KEY, count: 2 },
    ]);
  });

  it('get lines again in the next period', () => {
    admitted(1_000, KEY);
    tally.end();
    expect(admitted(5, KEY)).toBe(5);
    expect(tally.end()).toEqual([]);
  });

  it('of any number of subjects of one tenant get a hundred lines, and few counts', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => admitted(2, subject(number)));
    expect(lines.reduce((sum, each) => sum + each)).toBe(100);
    const counts = tally.end();
    expect(counts.length).toBeLessThanOrEqual(101);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(9_900);
    expect(admitted(3, OTHER_TENANT)).toBe(3);
  });

  it('are all counted while no lines can be written, in bounded memory', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => admitted(1, subject(number), false));
    expect(lines.every((count) => count === 0)).toBe(true);
    const counts = tally.end();
    expect(counts).toHaveLength(101);
    expect(counts.find(({ count }) => count > 1)).toEqual({ tenant: 'acme', count: 4_900 });
  });
});
