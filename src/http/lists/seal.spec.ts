import { createSecretKey, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Seal } from './seal.js';

const OLD = createSecretKey(randomBytes(32));
const NEW = createSecretKey(randomBytes(32));
const CONTENT = Buffer.from('some content');

describe('Seal', () => {
  it('decrypts what it encrypted', () => {
    const seal = new Seal([NEW]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (content, boundTo) => {
        expect(seal.open(seal.close(content, boundTo), boundTo)).toEqual(Buffer.from(content));
      }),
    );
  });

  it('decrypts only in the context that the content was bound to', () => {
    const seal = new Seal([NEW]);
    expect(seal.open(seal.close(CONTENT, 'acme'), 'beta')).toBeUndefined();
  });

  it('decrypts with any of the keys, and encrypts with the first', () => {
    const both = new Seal([NEW, OLD]);
    expect(both.open(new Seal([OLD]).close(CONTENT, 'x'), 'x')).toEqual(CONTENT);
    expect(new Seal([NEW]).open(both.close(CONTENT, 'x'), 'x')).toEqual(CONTENT);
    expect(new Seal([OLD]).open(both.close(CONTENT, 'x'), 'x')).toBeUndefined();
  });

  it('does not decrypt content that was changed or truncated', () => {
    const seal = new Seal([NEW]);
    const sealed = seal.close(CONTENT, 'x');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(seal.open(changed, 'x')).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(seal.open(sealed.subarray(0, length), 'x')).toBeUndefined();
    }
  });

  it('never uses a nonce twice', () => {
    const seal = new Seal([NEW]);
    const nonces = Array.from({ length: 1_000 }, () => seal.close(CONTENT, 'x').subarray(0, 12).toString('hex'));
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it('cannot be created without a key', () => {
    expect(() => new Seal([]).close(CONTENT, 'x')).toThrow(RangeError);
  });
});
