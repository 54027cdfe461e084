import { describe, expect, it } from '@jest/globals';
import { deflateSync } from 'node:zlib';
import { ASSUMPTIONS } from '../assumptions.js';
import { readPicture as read } from './images.js';

const SIZE = [0, 100, 0, 200];

function segment(marker: number, ...content: number[]): number[] {
  return [0xff, marker, 0, content.length + 2, ...content];
}

function comment(text: string): number[] {
  return segment(0xfe, ...Buffer.from(text));
}

function jpeg(...segments: number[][]): Buffer {
  return Buffer.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xd9]);
}

function chunk(type: string, ...parts: (string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
}

function png(chunks: readonly Buffer[], [width, height]: readonly [number, number] = [200, 100]): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', size), ...chunks, chunk('IEND')]);
}

const readPicture = (bytes: Buffer) => read(bytes, ASSUMPTIONS);

const FRAME = segment(0xc2, 8, ...SIZE, 3);

describe('readPicture', () => {
  it.each([
    ['before the frame', jpeg(comment('faces=ann'), FRAME)],
    ['after the frame', jpeg(FRAME, comment('faces=ann'))],
    ['after other comments', jpeg(comment('made by hand'), comment('faces=ann'), FRAME)],
    ['after fill bytes', jpeg([0xff, 0xff], comment('faces=ann'), FRAME)],
  ])('reads a JPEG comment %s', (_, bytes) => {
    expect(readPicture(bytes).people).toEqual([{ name: 'ann', quality: 95 }]);
  });

  it('does not mistake a JPEG Huffman table for a frame', () => {
    const tables = segment(0xc4, 8, 0, 1, 0, 1, 0);
    expect(readPicture(jpeg(tables, FRAME)).people).toHaveLength(1);
  });

  it('ignores everything after the start of a JPEG scan', () => {
    const scan = segment(0xda, 0);
    expect(() => readPicture(jpeg(scan, FRAME))).toThrow();
    expect(readPicture(jpeg(FRAME, scan, comment('faces=ann,bob'))).people).toHaveLength(1);
  });

  it('reads qualities, spaces and names with colons from a comment', () => {
    expect(readPicture(jpeg(comment('faces= ann:30 ,, staff:bob:999, cid '), FRAME)).people).toEqual([
      { name: 'ann', quality: 30 },
      { name: 'staff:bob', quality: 100 },
      { name: 'cid', quality: 95 },
    ]);
  });

  it('derives one person from the bytes of an image without a faces comment', () => {
    const [one, same, other] = [jpeg(FRAME), jpeg(FRAME), jpeg(FRAME, comment('x'))].map((b) => readPicture(b).people);
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it('rejects an image that is cut off anywhere with InvalidImageFormatException', () => {
    const scan = segment(0xda, 0);
    const text = chunk('tEXt', 'Comment\0faces=ann');
    for (const whole of [jpeg(comment('faces=ann'), FRAME, scan), png([text, chunk('IDAT', 'pixels')])]) {
      expect(readPicture(whole).people).toHaveLength(1);
      for (let length = 0; length < whole.length; length += 1)
        expect(() => readPicture(whole.subarray(0, length))).toThrow(
          expect.objectContaining({ name: 'InvalidImageFormatException' }),
        );
    }
  });

  it('accepts bytes after the end of an image', () => {
    for (const image of [jpeg(FRAME), png([])])
      expect(readPicture(Buffer.concat([image, Buffer.alloc(1000)])).people).toHaveLength(1);
  });

  it('rejects an image of more than 10,000 pixels a side with ImageTooLargeException', () => {
    expect(readPicture(png([], [10_000, 80])).people).toHaveLength(1);
    for (const size of [[10_001, 100] as const, [100, 10_001] as const])
      expect(() => readPicture(png([], size))).toThrow(expect.objectContaining({ name: 'ImageTooLargeException' }));
  });
});

describe('A name in a comment', () => {
  const NAMES = ['박', '정', 'Łukasz', 'Aukasz', '갬', 'José', '😀', '山田 太郎'];

  /** An image of each format whose comment is in UTF-8. */
  const FORMATS: readonly [string, (text: string) => Buffer][] = [
    ['JPEG COM', (text) => jpeg(comment(text), FRAME)],
    ['PNG tEXt', (text) => png([chunk('tEXt', 'Comment\0', text)])],
    ['PNG zTXt', (text) => png([chunk('zTXt', 'Comment\0\0', deflateSync(text))])],
    ['PNG iTXt', (text) => png([chunk('iTXt', 'Comment\0\0\0en\0Kommentar\0', text)])],
    ['PNG iTXt, compressed', (text) => png([chunk('iTXt', 'Comment\0\x01\0\0\0', deflateSync(text))])],
  ];

  it.each(FORMATS)('is read from %s in any script', (_, image) => {
    for (const name of NAMES) expect(readPicture(image(`faces=${name}`)).people).toEqual([{ name, quality: 95 }]);
    const { people } = readPicture(image(`faces=${NAMES.join(',')}`));
    expect(people.map(({ name }) => name)).toEqual(NAMES);
  });

  it('is read from Latin-1, which the PNG specification asks for', () => {
    const text = Buffer.from('faces=José', 'latin1');
    expect(readPicture(png([chunk('tEXt', 'Comment\0', text)])).people).toEqual([{ name: 'José', quality: 95 }]);
    expect(readPicture(jpeg(segment(0xfe, ...text), FRAME)).people).toEqual([{ name: 'José', quality: 95 }]);
  });

  it('is the same name however Unicode composes it', () => {
    for (const name of ['José', '박']) {
      const [composed, decomposed] = [name.normalize('NFC'), name.normalize('NFD')];
      expect(decomposed).not.toBe(composed);
      expect(readPicture(jpeg(comment(`faces=${decomposed}`), FRAME)).people).toEqual([
        { name: composed, quality: 95 },
      ]);
    }
  });

  it('is not read from a compressed text that is broken or larger than 64 KiB', () => {
    const bomb = deflateSync(`faces=ann${'x'.repeat(10_000_000)}`);
    for (const content of [bomb, Buffer.from('no zlib')]) {
      const [person] = readPicture(png([chunk('zTXt', 'Comment\0\0', content)])).people;
      expect(person?.name).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
