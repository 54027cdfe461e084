import { describe, expect, it } from '@jest/globals';

import { codeOfThrown, FAILURE_CODES, FAILURES } from './failures.table.js';

describe('The failure table', () => {
  it('lists no thrown name in two definitions', () => {
    const isList = (fact: unknown): fact is string[] => Array.isArray(fact);
    const names = FAILURE_CODES.flatMap((code) =>
      Object.values<unknown>({ ...FAILURES[code] })
        .filter(isList)
        .flat(),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('does not find names inherited from Object.prototype', () => {
    expect(['constructor', '__proto__', 'toString', ''].map(codeOfThrown)).toEqual(Array(4).fill(undefined));
  });

  it('has a Retry-After for every 429 and 503, and for temporary conflicts', () => {
    const passing = FAILURE_CODES.filter((code) => [429, 503].includes(FAILURES[code].status));
    const timed = FAILURE_CODES.filter((code) => (FAILURES[code].retryAfterSeconds ?? 0) >= 1);
    expect(timed.sort()).toEqual([...passing, 'user-busy', 'user-being-erased', 'request-in-progress'].sort());
  });

  it('retries only failures that the caller may repeat, except tenant-credentials', () => {
    const repeated = FAILURE_CODES.filter((code) => FAILURES[code].retry !== 'never');
    expect(repeated.filter((code) => !FAILURES[code].retryable)).toEqual(['tenant-credentials']);
  });

  it.each(FAILURE_CODES)('has a title without and sentences with a full stop for %s', (code) => {
    const { title, detail, advice } = FAILURES[code];
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });
});
