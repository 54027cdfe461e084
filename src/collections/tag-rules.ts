import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateBy } from 'class-validator';

import { AsList } from '../rekognition/model/identifiers.js';
import { TAG_KEY, TAG_VALUE, TAGS } from '../rekognition/model/rekognition.limits.js';

const KEY_RULE = `a key must have ${TAG_KEY.least} to ${TAG_KEY.most} letters, digits, spaces, _ . : / = + - and @, and not begin with aws:`;
const VALUE_RULE = `a value must have at most ${TAG_VALUE.most} letters, digits, spaces, _ . : / = + - and @`;

export function isTagKey(value: unknown): boolean {
  return matches(TAG_KEY, value);
}

export function isTagValue(value: unknown): boolean {
  return matches(TAG_VALUE, value);
}

function matches({ pattern, least, most }: typeof TAG_KEY, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const { length } = Array.from(value);
  return length >= least && length <= most && pattern.test(value);
}

const KEY = { minLength: TAG_KEY.least, maxLength: TAG_KEY.most };
/** Typed as object because Nest's types lack `propertyNames`. */
const KEYS: object = { propertyNames: { ...KEY, pattern: TAG_KEY.pattern.source } };

interface Documented {
  readonly description: string;
  readonly required: boolean;
}

/** Validates tags by key. Each error is reported at its tag. */
export function AreTags({ description, required }: Documented): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: TAG_VALUE.most, pattern: TAG_VALUE.pattern.source },
      ...KEYS,
      maxProperties: TAGS.most,
      description,
      selfRequired: required,
    }),
    IsObject({ message: 'must be an object' }),
    ValidateBy(
      { name: 'mostTags', validator: { validate: (tags) => entriesOf(tags).length <= TAGS.most } },
      { message: `must hold at most ${TAGS.most} tags` },
    ),
    ofEachTag('tagKeys', KEY_RULE, (_value, key) => isTagKey(key)),
    ofEachTag('tagValues', VALUE_RULE, isTagValue),
  );
}

function ofEachTag(
  name: string,
  message: string,
  isElement: (value: unknown, key: string) => boolean,
): PropertyDecorator {
  const validate = (tags: unknown): boolean => entriesOf(tags).every(([key, value]) => isElement(value, key));
  return ValidateBy({ name, validator: { validate } }, { message, context: { isElement } });
}

/** Returns [] for non-objects; IsObject reports those. */
function entriesOf(tags: unknown): [string, unknown][] {
  return typeof tags === 'object' && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : [];
}

/** Requires at least one key, so that an empty list never means all tags. */
export function AreTagKeys(description: string, example: readonly string[]): PropertyDecorator {
  const isElement = (key: unknown): boolean => isTagKey(key);
  const validate = (keys: unknown): boolean => Array.isArray(keys) && keys.every(isTagKey);
  return applyDecorators(
    AsList(),
    ApiProperty({
      type: 'array',
      // No pattern: Swagger UI validates query parameters and does not support Unicode property escapes.
      items: { type: 'string', ...KEY },
      minItems: 1,
      maxItems: TAGS.most,
      required: true,
      description,
      example,
    }),
    IsArray({ message: 'is required' }),
    ArrayMinSize(1, { message: 'must name at least one tag' }),
    ArrayMaxSize(TAGS.most, { message: `must name at most ${TAGS.most} tags` }),
    ValidateBy({ name: 'tagKeys', validator: { validate } }, { message: KEY_RULE, context: { isElement } }),
  );
}
