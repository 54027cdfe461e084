import type { Image } from '@aws-sdk/client-rekognition';

import { Failure } from '../../failures/failure.js';
import type { ImageRequest } from './image.dto.js';
import { IMAGE_BYTES } from './rekognition.limits.js';

/** Magic numbers of JPEG and PNG. */
const MAGIC_NUMBERS = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')];

/** Failures of all operations that take images. */
export const IMAGE_REFUSALS = ['image-too-large', 'invalid-image-format', 'invalid-s3-object'] as const;

/**
 * Converts an image to AWS's shape. Rejects unsupported formats and sizes before anything is sent.
 *
 * @throws Failure image-too-large, invalid-image-format
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
  return { Bytes: bytes };
}
