import { describe, expect, it } from '@jest/globals';

import { mayRepeat } from './operation.js';

describe('mayRepeat', () => {
  it.each([
    ['read', true],
    ['token', true],
    ['harmless', true],
    ['never', false],
  ] as const)('returns for an operation with repeat %s: %p', (repeat, may) => {
    expect(mayRepeat({ repeat }, {})).toBe(may);
  });

  it('depends on the input if the operation says so', () => {
    const named = (input: { ExternalImageId?: string }): boolean => input.ExternalImageId !== undefined;
    expect(mayRepeat({ repeat: named }, { ExternalImageId: 'photo-1' })).toBe(true);
    expect(mayRepeat({ repeat: named }, {})).toBe(false);
  });
});
