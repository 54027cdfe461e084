import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseJson } from './body-members.js';

const MALFORMED = expect.objectContaining({ code: 'malformed-json' });

describe('parseJson', () => {
  it('reads every kind of JSON value', () => {
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
    'rejects %j',
    (text) => {
      expect(() => parseJson(Buffer.from(text))).toThrow(MALFORMED);
    },
  );

  it.each([
    ['a lone byte of a longer character', Buffer.from([0x22, 0xc3, 0x22])],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half of a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
  ])('rejects invalid UTF-8 instead of replacing it: %s', (_, bytes) => {
    expect(() => parseJson(bytes)).toThrow(MALFORMED);
  });

  it.each(['{"__proto__":{}}', '{"a":[{"__proto__":null}]}', '{"\\u005f_proto__":1}'])(
    "rejects a member that sets an object's prototype: %s",
    (text) => {
      expect(() => parseJson(Buffer.from(text))).toThrow(MALFORMED);
    },
  );

  it.each(['[', '{"a":'])('rejects unclosed nesting like any other broken JSON: %s', (opening) => {
    expect(() => parseJson(Buffer.from(opening.repeat(3_000)))).toThrow(MALFORMED);
  });

  it('parses or rejects the deepest nesting that fits in a body', () => {
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
