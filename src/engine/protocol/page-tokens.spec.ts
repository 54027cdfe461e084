import { describe, expect, it } from '@jest/globals';
import { pageToken, positionOf } from './page-tokens.js';

const QUERY = ['ListFaces', 'account', 'region', 'collection', undefined, ['a', 'b']] as const;

describe('A page token', () => {
  it.each([0, 1, 2 ** 31, 2 ** 47])('returns the position %d to its own query', (position) => {
    expect(positionOf(QUERY, pageToken(QUERY, position))).toBe(position);
  });

  it('is no longer than the model allows', () => {
    expect(pageToken(QUERY, 1).length).toBeLessThanOrEqual(255);
  });

  it.each([
    ['ListFaces', 'account', 'region', 'collection'],
    ['ListFaces', 'account', 'region', 'collection', undefined, ['a']],
    ['ListFaces', 'account', 'region', 'collection', 'user', ['a', 'b']],
    ['ListUsers', 'account', 'region', 'collection', undefined, ['a', 'b']],
  ])('is rejected by another query: %j', (...other) => {
    expect(() => positionOf(other, pageToken(QUERY, 1))).toThrow(
      expect.objectContaining({ name: 'InvalidPaginationTokenException' }),
    );
  });

  it('is rejected after changing any character', () => {
    const token = pageToken(QUERY, 1);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(() => positionOf(QUERY, token.slice(0, at) + other + token.slice(at + 1))).toThrow();
    }
  });
});
