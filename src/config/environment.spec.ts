import { describe, expect, it } from '@jest/globals';

import { unknownNames } from './environment.js';

const OPERATIONS = ['AssociateFaces', 'DisassociateFaces', 'ListFaces', 'ListUsers'].map((name) => ({ name }));

describe('unknownNames', () => {
  it.each([
    ['DisasociateFaces', 'DisassociateFaces'],
    ['ListFace', 'ListFaces'],
    ['listusers', 'ListUsers'],
    ['AssociateFace', 'AssociateFaces'],
  ])('suggests for %s the operation %s', (wrong, meant) => {
    const fault = `${wrong} is not an operation of this service; did you mean ${meant}?`;
    expect(unknownNames([wrong, 'ListFaces'], OPERATIONS)).toEqual([fault]);
  });

  it('returns no fault for the names of operations', () => {
    expect(unknownNames(['ListFaces', 'ListUsers'], OPERATIONS)).toEqual([]);
  });
});
