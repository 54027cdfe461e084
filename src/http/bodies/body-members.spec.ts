import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseJson } from './body-members.js';

const MALFORMED = expect.objectContaining({ code: 'malformed-json' });

describe('parseJson', () => {
  it('reads whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads UTF-8, with a byte order mark or without', () => {
    expect(parseJson(Buffer.from('"grün 😀"'))).toBe('grün 😀');
    expect(parseJson(Buffer.from('\ufeff{}'))).toEqual({});
  });

  it.each(['', ' ', '{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '{} {}', '\u0000', '// nothing\n{}'])(
    'refuses %j',
    (text) => {
      expect(() => parseJson(Buffer.from(text))).toThrow(MALFORMED);
    },
  );

  it.each([
    ['a lone byte of a longer character', Buffer.from([0x22, 0xc3, 0x22])],
    ['a character longer than it need be', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half of a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
  ])('refuses broken UTF-8 rather than mend it: %s', (_, bytes) => {
    expect(() => parseJson(bytes)).toThrow(MALFORMED);
  });

  it.each(['{"__proto__":{}}', '{"a":[{"__proto__":null}]}', '{"\\u005f_proto__":1}'])(
    "refuses to set an object's prototype: %s",
    (text) => {
      expect(() => parseJson(Buffer.from(text))).toThrow(MALFORMED);
    },
  );

  it.each(['[', '{"a":'])('answers nesting without end like any other broken JSON: %s', (opening) => {
    expect(() => parseJson(Buffer.from(opening.repeat(3_000)))).toThrow(MALFORMED);
  });

  it('survives the deepest nesting that a body has room for', () => {
    const text = '['.repeat(8_192) + ']'.repeat(8_192);
    const outcome = (): unknown => {
      try {
        return Array.isArray(parseJson(Buffer.from(text)));
      } catch (error) {
        return error;
      }
    };
    expect([true, MALFORMED]).toContainEqual(outcome());
  });
});
