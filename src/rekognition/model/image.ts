import type { Image } from '@aws-sdk/client-rekognition';

import { Failure } from '../../failures/failure.js';
import type { ImageRequest } from './image.dto.js';
import { IMAGE_BYTES } from './rekognition.limits.js';

/** Magic numbers of JPEG and PNG. */
const MAGIC_NUMBERS = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')];

/** @source Amazon Rekognition Developer Guide, "Guidelines and quotas": the smallest image in which faces are found. */
const LEAST_PIXELS = 80;

/** Failures of all operations that take images. */
export const IMAGE_REFUSALS = [
  'image-too-large',
  'image-too-small',
  'invalid-image-format',
  'invalid-s3-object',
] as const;

/**
 * Converts an image to AWS's shape. Rejects unsupported formats and sizes before anything is sent.
 *
 * @throws Failure image-too-large, image-too-small, invalid-image-format
 */
export function toImage({ bytes, s3Object }: ImageRequest): Image {
  if (s3Object !== undefined) {
    const { bucket, name, version } = s3Object;
    return { S3Object: { Bucket: bucket, Name: name, ...(version !== undefined && { Version: version }) } };
  }
  if (bytes === undefined || !MAGIC_NUMBERS.some((magic) => bytes.subarray(0, magic.length).equals(magic))) {
    throw new Failure('invalid-image-format');
  }
  if (bytes.length > IMAGE_BYTES.most) throw new Failure('image-too-large');
  if (sizeOf(bytes).some((pixels) => pixels < LEAST_PIXELS)) throw new Failure('image-too-small');
  return { Bytes: bytes };
}

/** Width and height from the head of a PNG or JPEG; empty if it has none. */
function sizeOf(image: Buffer): number[] {
  if (image[0] === 0x89) return image.length < 24 ? [] : [image.readUInt32BE(16), image.readUInt32BE(20)];
  // A JPEG's size is in its first frame header (SOF), behind segments of any length.
  let at = 2;
  while (at + 9 <= image.length && image[at] === 0xff) {
    const marker = image[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [image.readUInt16BE(at + 7), image.readUInt16BE(at + 5)];
    at += marker === 0xff ? 1 : 2 + image.readUInt16BE(at + 2);
  }
  return [];
}
