import { describe, expect, it } from '@jest/globals';
import { readPicture } from './images.js';

const SIZE = [0, 100, 0, 200];

function segment(marker: number, ...content: number[]): number[] {
  return [0xff, marker, 0, content.length + 2, ...content];
}

function comment(text: string): number[] {
  return segment(0xfe, ...Buffer.from(text));
}

function jpeg(...segments: number[][]): Buffer {
  return Buffer.from([0xff, 0xd8, ...segments.flat()]);
}

const FRAME = segment(0xc2, 8, ...SIZE, 3);

describe('readPicture', () => {
  it.each([
    ['before the frame', jpeg(comment('faces=ann'), FRAME)],
    ['behind the frame', jpeg(FRAME, comment('faces=ann'))],
    ['behind other comments', jpeg(comment('made by hand'), comment('faces=ann'), FRAME)],
    ['behind fill bytes', jpeg([0xff, 0xff], comment('faces=ann'), FRAME)],
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

  it('rejects an image that is cut off before its size with InvalidImageFormatException and nothing else', () => {
    const whole = jpeg(comment('faces=ann'), FRAME);
    for (let length = 0; length < whole.length - 1; length += 1)
      expect(() => readPicture(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ name: 'InvalidImageFormatException' }),
      );
  });
});
