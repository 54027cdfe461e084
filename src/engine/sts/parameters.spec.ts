import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FORM_LIMIT_BYTES, readForm } from './parameters.js';

describe('readForm', () => {
  it('decodes what URLSearchParams encoded', () => {
    const fields = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    const property = fc.property(fields, (given) => {
      const { fields: read, fault } = readForm(Buffer.from(new URLSearchParams(given).toString()));
      expect({ read: [...read], fault }).toEqual({ read: Object.entries(given), fault: undefined });
    });
    fc.assert(property);
  });

  it('reads any bytes or reports a fault', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const { fields, fault } = readForm(bytes);
      expect(fields.size > 0 || fault !== undefined || /^&*$/.test(Buffer.from(bytes).toString())).toBe(true);
    });
    fc.assert(property);
  });

  it('reports a fault for a repeated name and keeps the first value', () => {
    expect(readForm(Buffer.from('a=1&b=2&a=3'))).toEqual({
      fields: new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
      fault: 'The parameter a is given more than once',
    });
  });

  it('reads up to its limit and no further', () => {
    const { fields } = readForm(Buffer.from(`a=${'x'.repeat(FORM_LIMIT_BYTES)}&b=1`));
    expect([...fields.keys()]).toEqual(['a']);
  });
});
