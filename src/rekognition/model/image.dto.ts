import type { Image } from '@aws-sdk/client-rekognition';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsObject, ValidateBy, ValidateNested } from 'class-validator';

import { Failure } from '../../failures/failure.js';
import { IsText, MayBeAbsent } from './identifiers.js';
import { IMAGE_BYTES, S3_BUCKET, S3_OBJECT_NAME, S3_OBJECT_VERSION } from './rekognition.limits.js';

/** An image in S3, at a location that the tenant may use. */
export class ImageS3Object {
  @IsText(S3_BUCKET, { alphabet: 'letters, digits, _ . and -' }) bucket: string;
  @IsText(S3_OBJECT_NAME) name: string;
  @MayBeAbsent() @IsText(S3_OBJECT_VERSION, { required: false }) version?: string;
}

/** An image: either its bytes or its location in S3. */
export class ImageRequest {
  @ApiProperty({
    type: String,
    contentEncoding: 'base64',
    required: false,
    description: 'A JPEG or PNG of at most 5,242,880 bytes, encoded in base64.',
  } as object)
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? decoded(value) : value))
  @MayBeAbsent()
  @ValidateBy({
    name: 'isImageBytes',
    validator: { validate: (value) => Buffer.isBuffer(value), defaultMessage: () => 'must be an image in base64' },
  })
  bytes?: Buffer;

  @ApiProperty({ type: () => ImageS3Object, required: false })
  @MayBeAbsent()
  @IsObject({ message: 'must be an object with bucket and name' })
  @Type(() => ImageS3Object)
  @ValidateNested({ message: 'must be an object with bucket and name' })
  s3Object?: ImageS3Object;
}

/** Declares and validates a member of type ImageRequest. */
export function IsImage(description: string): PropertyDecorator {
  const rule = { message: 'must be an object with either bytes or s3Object' };
  return applyDecorators(
    ApiProperty({
      type: () => ImageRequest,
      description,
      oneOf: [{ required: ['bytes'] }, { required: ['s3Object'] }],
    }),
    Type(() => ImageRequest),
    IsObject(rule),
    ValidateNested(rule),
    ValidateBy({ name: 'isOneImage', validator: { validate: isOneImage, defaultMessage: () => rule.message } }),
  );
}

function isOneImage(value: unknown): boolean {
  const { bytes, s3Object } = (value ?? {}) as Partial<ImageRequest>;
  return (bytes === undefined) !== (s3Object === undefined);
}

/**
 * Returns invalid base64 unchanged, so that validation rejects it. Node's decoder skips invalid characters, which makes
 * the result shorter than expected.
 */
function decoded(text: string): Buffer | string {
  const bytes = Buffer.from(text, 'base64');
  const isValid = text.length % 4 === 0 && bytes.length > 0 && bytes.length === Buffer.byteLength(text, 'base64');
  return isValid ? bytes : text;
}

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
