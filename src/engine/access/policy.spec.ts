import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesWildcards } from './policy.js';

describe('matchesWildcards', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['*', 'anything at all', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*c', 'ac', true],
    ['a*c', 'abcbc', true],
    ['a*c', 'abcb', false],
    ['*b*', 'abc', true],
    ['**', 'a', true],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['arn:aws:rekognition:*:1:collection/acme-*', 'arn:aws:rekognition:eu-west-1:1:collection/acme-staff', true],
    ['arn:aws:rekognition:*:1:collection/acme-*', 'arn:aws:rekognition:eu-west-1:1:collection/other', false],
  ])('for the pattern %j and the text %j returns %p', (pattern, text, matches) => {
    expect(matchesWildcards(pattern, text)).toBe(matches);
  });

  it('agrees with the equivalent regular expression', () => {
    const text = (...characters: string[]) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
    fc.assert(
      fc.property(text('a', 'b', '*', '?'), text('a', 'b'), (pattern, given) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesWildcards(pattern, given)).toBe(new RegExp(`^${source}$`).test(given));
      }),
    );
  });

  it('does not backtrack exponentially on many stars', () => {
    expect(matchesWildcards(`${'a*'.repeat(1_000)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});
