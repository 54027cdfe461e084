import type { Image } from '@aws-sdk/client-rekognition';

import { Failure } from '../../failures/failure.js';
import type { ImageRequest } from './image.dto.js';
import { IMAGE_BYTES } from './rekognition.limits.js';

/** How each format that Rekognition reads begins. */
const FORMATS = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')];

/** What every operation that takes images can be refused with. */
export const IMAGE_REFUSALS = ['image-too-large', 'invalid-image-format', 'invalid-s3-object'] as const;

/**
 * An image as Rekognition takes it. What it would refuse for its size or format is refused here, before it is sent.
 *
 * @throws Failure image-too-large, invalid-image-format
 */
export function toImage({ bytes, s3Object }: ImageRequest): Image {
  if (s3Object !== undefined) {
    const { bucket, name, version } = s3Object;
    return { S3Object: { Bucket: bucket, Name: name, ...(version !== undefined && { Version: version }) } };
  }
  if (bytes === undefined || !FORMATS.some((start) => bytes.subarray(0, start.length).equals(start))) {
    throw new Failure('invalid-image-format');
  }
  if (bytes.length > IMAGE_BYTES.most) throw new Failure('image-too-large');
  return { Bytes: bytes };
}
