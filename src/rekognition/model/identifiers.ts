import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
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
  readonly pattern: RegExp;
  readonly least: number;
  readonly most: number;
}

/** A text of Rekognition's, documented and checked by the same limits. */
function IsText(
  { pattern, least, most }: TextLimits,
  alphabet: string,
  documented: ApiPropertyOptions,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, pattern: pattern.source, minLength: least, maxLength: most, ...documented }),
    Length(least, most, { message: `must have ${least} to ${most} characters` }),
    Matches(pattern, { message: `must consist of ${alphabet}` }),
  );
}

/** The path segments `.` and `..` mean other places, so no id may be one. */
function IsNoPathStep(): PropertyDecorator {
  return applyDecorators(
    NotEquals('.', { message: 'must not be a dot' }),
    NotEquals('..', { message: 'must not be two dots' }),
  );
}

/** Checks the member only when it is there. Null is not absent: it is a value, and of a wrong type. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object: object, value: unknown) => value !== undefined);
}

export function IsCollectionId(): PropertyDecorator {
  const documented = { description: 'The id of a collection.' };
  return applyDecorators(IsText(COLLECTION_ID, 'letters, digits, _ . and -', documented), IsNoPathStep());
}

/** @param filter when the id may be left out. */
export function IsUserId(filter?: { description: string; example: string }): PropertyDecorator {
  const documented =
    filter === undefined
      ? { description: 'The id of a user in the collection.' }
      : { description: filter.description, required: false, examples: [filter.example] };
  return applyDecorators(IsText(USER_ID, 'letters, digits, _ . - and :', documented), IsNoPathStep());
}

/** The caller's own name of an image, which may be left out. */
export function IsExternalImageId(): PropertyDecorator {
  return IsText(EXTERNAL_IMAGE_ID, 'letters, digits, _ . - and :', {
    required: false,
    examples: ['badge-4711'],
    description:
      "The caller's own id of the image. With it the same image adds no face twice, and the request may be repeated.",
  });
}

export function IsClientRequestToken(): PropertyDecorator {
  return IsText(CLIENT_REQUEST_TOKEN, 'letters, digits, _ and -', {
    required: false,
    description: 'Makes the request safe to repeat: the same as an Idempotency-Key header.',
  });
}

const FACE_ID_RULE = 'must be a lower-case UUID';

export function IsFaceId(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, pattern: FACE_ID.pattern.source, description: 'The id of a face.' }),
    Matches(FACE_ID.pattern, { message: FACE_ID_RULE }),
  );
}

interface FaceIdsOptions {
  readonly limits?: { readonly least: number; readonly most: number };
  /** One that works on the demo. Tools show it, and send it only when asked. */
  readonly example?: string;
  /** Whether there is no other place to name them. Default: no. */
  readonly required?: boolean;
}

/** A list of face ids. An empty one is let through: that no ids were named is told as such, not as a fault. */
export function AreFaceIds(
  description: string,
  { limits: { least, most } = FACE_IDS_PER_CALL, example, required = false }: FaceIdsOptions = {},
): PropertyDecorator {
  const isFaceId = (value: unknown): boolean => typeof value === 'string' && FACE_ID.pattern.test(value);
  return applyDecorators(
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
