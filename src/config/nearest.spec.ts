import { describe, expect, it } from '@jest/globals';

import { unknownNames } from './nearest.js';

const OPERATIONS = ['AssociateFaces', 'DisassociateFaces', 'ListFaces', 'ListUsers'].map((name) => ({ name }));

describe('unknownNames', () => {
  it.each([
    ['DisasociateFaces', 'DisassociateFaces'],
    ['ListFace', 'ListFaces'],
    ['listusers', 'ListUsers'],
    ['AssociateFace', 'AssociateFaces'],
  ])('names the operation that %s is nearest to: %s', (wrong, meant) => {
    const fault = `${wrong} is not an operation of this service: is ${meant} meant?`;
    expect(unknownNames([wrong, 'ListFaces'], OPERATIONS)).toEqual([fault]);
  });

  it('finds nothing wrong with operations', () => {
    expect(unknownNames(['ListFaces', 'ListUsers'], OPERATIONS)).toEqual([]);
  });
});
