import { hash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import type { Parts } from '../../resilience/time/long-work.js';
import { bodyWithImages, takeImages } from './image-body.js';

/** As the SDK writes an input. */
function asJson(input: object): string {
  return JSON.stringify(input, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}

/** What a computation returns after all of its parts. */
function whole<T>(parts: Parts<T>): T {
  for (;;) {
    const { done, value } = parts.next();
    if (done === true) return value;
  }
}

const image = (length: number): Buffer => Buffer.from(Array.from({ length }, (_none, index) => index % 251));

describe('the body of a request with images', () => {
  it.each([1, 2, 3, 49_151, 49_152, 49_153, 200_000])('is that of the SDK, for images of %d bytes', (length) => {
    const input = {
      SourceImage: { Bytes: image(length) },
      TargetImage: { Bytes: image(length + 1) },
      QualityFilter: 'AUTO',
    };
    const { input: slim, images } = takeImages(input);
    expect(images).toEqual([input.SourceImage.Bytes, input.TargetImage.Bytes]);
    const expected = JSON.stringify({
      SourceImage: { Bytes: image(length).toString('base64') },
      TargetImage: { Bytes: image(length + 1).toString('base64') },
      QualityFilter: 'AUTO',
    });
    const { bytes, sha256 } = whole(bodyWithImages(asJson(slim), images));
    expect(bytes.toString() === expected).toBe(true);
    expect(sha256).toBe(hash('sha256', expected));
  });

  it('holds texts of callers that look like an empty image, and letters of two bytes', () => {
    const input = { ExternalImageId: '"Bytes":""', Image: { Bytes: image(5) }, CollectionId: 'größer' };
    const { input: slim, images } = takeImages(input);
    expect(JSON.parse(whole(bodyWithImages(asJson(slim), images)).bytes.toString())).toEqual({
      ExternalImageId: '"Bytes":""',
      Image: { Bytes: image(5).toString('base64') },
      CollectionId: 'größer',
    });
  });

  it('leaves inputs without bytes as they are', () => {
    const input = { CollectionId: 'staff', Image: { S3Object: { Bucket: 'bucket', Name: 'name' } }, FaceIds: ['a'] };
    expect(takeImages(input)).toEqual({ input, images: [] });
    expect(takeImages(input).input).toBe(input);
  });
});
