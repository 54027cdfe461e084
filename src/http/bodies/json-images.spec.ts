import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Parts } from '../../resilience/time/long-work.js';
import { parseJson } from './body-members.js';
import { withoutImages } from './json-images.js';

const PART = 64 * 1_024;

function whole<T>(parts: Parts<T>): T {
  for (;;) {
    const { done, value } = parts.next();
    if (done === true) return value;
  }
}

/** Returns the parsed JSON, or the code of its failure. Images, and strings that are base64, become buffers in a marker. */
type Read = (body: Buffer) => unknown;

const outcomeOf = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
};

/** As validation would decode them: what is valid base64 by RFC 4648, with white space, as a data URL, without padding. */
function decodedText(text: string): unknown {
  const rest = text.replace(/^data:[^,]{0,200};base64,/i, '').trimEnd();
  const letters = rest.replace(/={1,2}$/, '').replace(/\s/g, '');
  const isValid = /^[A-Za-z0-9+/_-]*$/.test(letters) && letters.length % 4 !== 1;
  return isValid ? { image: Buffer.from(letters, 'base64').toString('hex') } : text;
}

function decodedIn(value: unknown): unknown {
  if (typeof value === 'function') return { image: (value as () => Buffer)().toString('hex') };
  if (Array.isArray(value)) return value.map(decodedIn);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => [name, decodedIn(inner)] as const);
  const read = Object.fromEntries(members);
  return typeof read['bytes'] === 'string' ? { ...read, bytes: decodedText(read['bytes']) } : read;
}

const plainly: Read = (body) => outcomeOf(() => decodedIn(parseJson(body)));
const withoutText: Read = (body) =>
  outcomeOf(() => {
    const { json, images } = whole(withoutImages(body));
    return decodedIn(parseJson(json, images));
  });

const expectSame = (body: Buffer): void => expect(withoutText(body)).toEqual(plainly(body));

/** The number of images that are taken out of a body. */
const taken = (body: Buffer | string): number => whole(withoutImages(Buffer.from(body))).images.size;

const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const pieces = fc.oneof(
  { weight: 4, arbitrary: base64 },
  fc.constantFrom(
    ...['\\/', '\\n', '\\r\\n', '\\t', ' ', '=', '==', '-', '_', 'A', 'é', '\\', '\\\\', '\\"', '"', '\\u0041', '\\b'],
    ...[
      'data:image/png;base64,',
      'data:image\\/png;base64,',
      'data:,',
      ';base64,',
      '!',
      '\n',
      '\u00a0',
      '\\u00e9',
      ',',
    ],
  ),
);
const text = fc.array(pieces, { maxLength: 6 }).map((all) => all.join(''));
const name = fc.constantFrom('bytes', 'bytes', 'bytes', '\\u0062ytes', 'a\\"bytes', 'a\\\\', 'image', '__proto__', 'b');
const member = fc
  .tuple(space, name, space, space, text)
  .map(([a, key, b, c, value]) => `${a}"${key}"${b}:${c}"${value}"`);
const body = fc
  .tuple(
    fc.constantFrom('', '\ufeff', ' '),
    fc.array(fc.oneof(member, text), { maxLength: 6 }),
    fc.constantFrom('', ']', '}'),
  )
  .map(([start, members, end]) => Buffer.from(`${start}{"image":{${members.join(',')}}${end || '}'}`));

describe('withoutImages', () => {
  it('reads any body as JSON.parse does', () => {
    fc.assert(fc.property(body, expectSame), { numRuns: 2_000 });
  });

  it('reads any value of JSON as JSON.parse does', () => {
    fc.assert(fc.property(fc.json(), (json) => expectSame(Buffer.from(json))));
  });

  it('reads bodies with changed bytes as JSON.parse does, also if they are no UTF-8', () => {
    const changed = fc.tuple(body, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(fc.property(changed, expectSame), { numRuns: 2_000 });
  });

  it('reads escapes, spaces and padding around the end of a part as JSON.parse does', () => {
    const around = ['\\/', '\\\\/', '\\n', ' ', '=', '==', '\\', '\\\\n', '!', 'é', '\\" '];
    for (const piece of around) {
      for (let before = PART - 4; before <= PART + 2; before += 1) {
        for (const after of ['', 'AB', 'ABC=', '\\/AB', 'A'.repeat(PART)]) {
          expectSame(Buffer.from(`{"image":{"bytes":"${'A'.repeat(before)}${piece}${after}"}}`));
        }
      }
    }
  });

  it.each([
    ['plain', 'AAAA'],
    ['without padding', 'AAAAAA'],
    ['padded', 'AA=='],
    ['with escaped slashes', 'AA\\/\\/AA'],
    ['with the line breaks of MIME', 'AAAA\\r\\nAAAA\\r\\n'],
    ['in the URL-safe alphabet', '-_-_'],
    ['as a data URL', 'data:image/png;base64,AAAA'],
    ['as a data URL with escaped slashes', 'data:image\\/png;base64,AAAA'],
    ['empty', ''],
  ])('takes out an image that is base64 %s', (_name, base64Text) => {
    expect(taken(`{"image" : {"bytes":\r\n "${base64Text}"}}`)).toBe(1);
  });

  it.each([
    ['it has other letters', '{"bytes":"AA!A"}'],
    ['it ends in the middle of a byte', '{"bytes":"AAAAA"}'],
    ['the value is no text', '{"bytes":{"bytes":1}}'],
    ['its name is the end of another', '{"a\\"bytes":"AAAA"}'],
  ])('leaves a member where it is if %s', (_name, json) => {
    expect(taken(json)).toBe(0);
  });

  it('leaves no text of the image, and its bytes in memory of their own size', () => {
    const image = Buffer.alloc(5_242_880, 'x');
    const body = Buffer.from(JSON.stringify({ image: { bytes: image.toString('base64') } }));
    const { json, images } = whole(withoutImages(body));
    expect(json.length).toBeLessThan(100);
    expect([...images.values()].map(({ buffer }) => buffer.byteLength)).toEqual([image.length]);
  });

  it('takes out an image with an escape at the end of a part', () => {
    for (let before = PART - 4; before <= PART + 2; before += 1) {
      expect(taken(`{"bytes":"${'A'.repeat(before)}\\/\\n${'A'.repeat(9 - (before % 4))}"}`)).toBe(1);
    }
  });

  it.each(['A=== ', 'AA= =', 'AA=\\n=', 'AA = ', '====', '=', ' = ', 'AA==AA==', 'AAA=\\r\\n'])(
    'reads padding as JSON.parse and validation do: %s',
    (text) => {
      expectSame(Buffer.from(`{"bytes":"${text}"}`));
    },
  );

  it('takes out both images of a comparison, and no more than four', () => {
    const images = (count: number): string => `[${new Array(count).fill('{"bytes":"AAAA"}').join()}]`;
    expect([2, 4, 50_000].map((count) => taken(images(count)))).toEqual([2, 4, 4]);
  });

  it('yields after each part', () => {
    const parts = withoutImages(Buffer.from(`{"bytes":"${'A'.repeat(3 * PART)}"}`));
    expect([parts.next().done, parts.next().done, parts.next().done]).toEqual([false, false, true]);
  });
});
