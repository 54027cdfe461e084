import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, type TransformOptions } from 'class-transformer';
import { ArrayMaxSize, IsArray, Length, Matches, NotEquals, ValidateIf } from 'class-validator';

import {
  CLIENT_REQUEST_TOKEN,
  COLLECTION_ID,
  EXTERNAL_IMAGE_ID,
  FACE_ID,
  FACE_IDS_PER_CALL,
  USER_ID,
} from './rekognition.limits.js';

interface TextLimits {
  readonly pattern?: RegExp;
  readonly least: number;
  readonly most: number;
}

/** A string member, documented and validated by the same limits. `alphabet` describes the pattern. */
export function IsText(
  { pattern, least, most }: TextLimits,
  { alphabet = '', ...documented }: ApiPropertyOptions & { alphabet?: string } = {},
): PropertyDecorator {
  const lengths = { minLength: least, maxLength: most };
  return applyDecorators(
    ApiProperty({ type: String, ...(pattern && { pattern: pattern.source }), ...lengths, ...documented }),
    Length(least, most, { message: `must have ${least} to ${most} characters` }),
    ...(pattern ? [Matches(pattern, { message: `must consist of ${alphabet}` })] : []),
  );
}

/** `.` and `..` have a special meaning as path segments, so ids must not equal them. */
function IsNotDotSegment(): PropertyDecorator {
  return applyDecorators(
    NotEquals('.', { message: 'must not be a dot' }),
    NotEquals('..', { message: 'must not be two dots' }),
  );
}

/** Skips validation if the member is undefined. Null is not skipped. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object: object, value: unknown) => value !== undefined);
}

/** Turns a single value into a list: a query parameter that occurs once is a string. */
export function AsList(options: TransformOptions = {}): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat()), options);
}

export function IsCollectionId(): PropertyDecorator {
  const documented = { alphabet: 'letters, digits, _ . and -', description: 'Collection id.' };
  return applyDecorators(IsText(COLLECTION_ID, documented), IsNotDotSegment());
}

/** @param filter documentation of an optional filter; absent for a required id. */
export function IsUserId(filter?: { description: string; example: string }): PropertyDecorator {
  const documented =
    filter === undefined
      ? { description: 'User id, unique within the collection.' }
      : { description: filter.description, required: false, examples: [filter.example] };
  return applyDecorators(
    IsText(USER_ID, { alphabet: 'letters, digits, _ . - and :', ...documented }),
    IsNotDotSegment(),
    ...(filter === undefined ? [] : [MayBeAbsent()]),
  );
}

/** An optional external image id. */
export function IsExternalImageId(): PropertyDecorator {
  const documented = {
    alphabet: 'letters, digits, _ . - and :',
    required: false,
    examples: ['badge-4711'],
    description:
      'Your own id for the image. With it, indexing the same image twice stores its faces once, so the request is safe to retry.',
  };
  return applyDecorators(MayBeAbsent(), IsText(EXTERNAL_IMAGE_ID, documented));
}

/** An optional token. */
export function IsClientRequestToken(): PropertyDecorator {
  const description = 'Makes the request safe to retry. Equivalent to the Idempotency-Key header.';
  const documented = { alphabet: 'letters, digits, _ and -', required: false, description };
  return applyDecorators(MayBeAbsent(), IsText(CLIENT_REQUEST_TOKEN, documented));
}

const FACE_ID_RULE = 'must be a lower-case UUID';

export function IsFaceId(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, pattern: FACE_ID.pattern.source, description: 'Face id.' }),
    Matches(FACE_ID.pattern, { message: FACE_ID_RULE }),
  );
}

interface FaceIdsOptions {
  readonly limits?: { readonly least: number; readonly most: number };
  /** An id that works on the demo data. Tools display it and send it only on request. */
  readonly example?: string;
  /** Whether it is documented as required. Default: false. */
  readonly required?: boolean;
  readonly inQuery?: boolean;
}

/** A list of face ids. An absent or empty list passes: the service reports it with its own problem. */
export function AreFaceIds(
  description: string,
  { limits: { least, most } = FACE_IDS_PER_CALL, example, required = false, inQuery = false }: FaceIdsOptions = {},
): PropertyDecorator {
  const isFaceId = (value: unknown): boolean => typeof value === 'string' && FACE_ID.pattern.test(value);
  return applyDecorators(
    ...(inQuery ? [AsList()] : []),
    MayBeAbsent(),
    ApiProperty({
      type: 'array',
      items: { type: 'string', pattern: FACE_ID.pattern.source },
      minItems: least,
      maxItems: most,
      required,
      description,
      ...(example !== undefined && { examples: [[example]] }),
    }),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(most, { message: `must name at most ${most} faces` }),
    Matches(FACE_ID.pattern, { each: true, message: FACE_ID_RULE, context: { isElement: isFaceId } }),
  );
}

export class CollectionPath {
  @IsCollectionId() collectionId: string;
}

export class UserPath extends CollectionPath {
  @IsUserId() userId: string;
}

export class FacePath extends CollectionPath {
  @IsFaceId() faceId: string;
}

export class UserFacePath extends UserPath {
  @IsFaceId() faceId: string;
}
