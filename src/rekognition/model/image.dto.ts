import type { Image } from '@aws-sdk/client-rekognition';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
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
@ApiSchema({ minProperties: 1, maxProperties: 1 } as object)
export class ImageRequest {
  @ApiProperty({
    type: String,
    contentEncoding: 'base64',
    required: false,
    description: 'A JPEG or PNG of at most 5,242,880 bytes, encoded in base64.',
  } as object)
  @Transform(({ value }: { value: unknown }) => received(value))
  @MayBeAbsent()
  @ValidateBy({
    name: 'isImageBytes',
    validator: {
      validate: (value) => Buffer.isBuffer(value) && value.length > 0,
      defaultMessage: (args) => faultOf(args?.value),
    },
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
    ApiProperty({ type: () => ImageRequest, description }),
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

/** Request bodies have images as functions that return their bytes, or as base64 if that could not be decoded before. */
function received(value: unknown): unknown {
  if (typeof value === 'string') return decoded(value);
  return typeof value === 'function' ? (value as () => Buffer)() : value;
}

const DATA_URL = /^data:[^,]{0,200};base64,/i;
/** Standard and URL-safe letters (RFC 4648), and the line breaks of MIME. */
const NOT_BASE64 = /[^A-Za-z0-9+/_\s-]/;

/**
 * Decodes base64 as phones, browsers and tools write it: with line breaks, as a data URL, in the URL-safe alphabet, or
 * without padding. Returns anything else unchanged, for validation to reject.
 */
function decoded(text: string): Buffer | string {
  return base64Fault(text) === undefined ? Buffer.from(text.replace(DATA_URL, ''), 'base64') : text;
}

/** What is wrong with a base64 text, and where. */
function base64Fault(text: string): string | undefined {
  const [prefix = ''] = DATA_URL.exec(text) ?? [];
  const padded = text.slice(prefix.length).trimEnd();
  const letters = padded.replace(/={1,2}$/, '');
  const wrong = letters.search(NOT_BASE64);
  if (wrong >= 0) return `must be an image in base64: character ${prefix.length + wrong + 1} is not a base64 character`;
  const count = letters.length - (letters.match(/\s/g)?.length ?? 0);
  return count % 4 === 1
    ? `must be an image in base64: it ends after ${count} characters, in the middle of a byte`
    : undefined;
}

function faultOf(value: unknown): string {
  if (typeof value === 'string') return base64Fault(value) ?? 'the image is empty';
  return Buffer.isBuffer(value) ? 'the image is empty' : 'must be an image in base64';
}

/** Magic numbers of JPEG and PNG. */
const MAGIC_NUMBERS = [Buffer.from('ffd8ff', 'hex'), Buffer.from('89504e470d0a1a0a', 'hex')];

/** @source Amazon Rekognition Developer Guide, "Guidelines and quotas": the smallest image in which faces are found. */
const MIN_PIXELS = 80;

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
  if (sizeOf(bytes).some((pixels) => pixels < MIN_PIXELS)) throw new Failure('image-too-small');
  return { Bytes: bytes };
}

/** Width and height from the head of a PNG or JPEG; empty if it has none. */
function sizeOf(image: Buffer): number[] {
  if (image.toString('latin1', 12, 16) === 'IHDR' && image.length >= 24)
    return [image.readUInt32BE(16), image.readUInt32BE(20)];
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
