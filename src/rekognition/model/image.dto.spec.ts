import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';

import { ImageRequest, toImage } from './image.dto.js';

const JPEG = Buffer.from('ffd8ffe0', 'hex');
const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const LARGEST = 5_242_880;

function padded(start: Buffer, bytes: number): Buffer {
  return Buffer.concat([start, Buffer.alloc(bytes - start.length)]);
}

describe('ImageRequest', () => {
  it('has the bytes that were received, and no copy', () => {
    expect(plainToInstance(ImageRequest, { bytes: () => JPEG }).bytes).toBe(JPEG);
  });
});

describe('toImage', () => {
  it.each([
    ['JPEG', JPEG],
    ['PNG', PNG],
    ['the largest', padded(PNG, LARGEST)],
  ])('recognizes an image by its first bytes: %s', (_name, bytes) => {
    expect(toImage({ bytes })).toEqual({ Bytes: bytes });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half of a signature', PNG.subarray(0, 7)],
    ['a GIF', Buffer.from('GIF89a')],
    ['a WebP', Buffer.from('RIFF....WEBP')],
    ['the text image/png', Buffer.from('image/png')],
    ['an image after another byte', Buffer.concat([Buffer.from(' '), PNG])],
  ])('rejects anything else: %s', (_name, bytes) => {
    expect(() => toImage({ bytes })).toThrow(expect.objectContaining({ code: 'invalid-image-format' }));
  });

  it('rejects an image that is one byte too large', () => {
    expect(() => toImage({ bytes: padded(JPEG, LARGEST + 1) })).toThrow(
      expect.objectContaining({ code: 'image-too-large' }),
    );
  });

  it('refers to an S3 object, with its version if it has one', () => {
    const object = { bucket: 'photos', name: 'ann.jpg' };
    expect(toImage({ s3Object: object })).toEqual({ S3Object: { Bucket: 'photos', Name: 'ann.jpg' } });
    expect(toImage({ s3Object: { ...object, version: '7' } })).toEqual({
      S3Object: { Bucket: 'photos', Name: 'ann.jpg', Version: '7' },
    });
  });
});
