import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateBy } from 'class-validator';

import { IsCursor, IsLimit } from '../http/lists/cursor.js';
import { AsList, IsCollectionId, MayBeAbsent } from '../rekognition/model/identifiers.js';
import { LIST_COLLECTIONS_PAGE, TAG_KEY, TAG_VALUE, TAGS } from '../rekognition/model/rekognition.limits.js';

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
/**
 * Typed as object because Nest's types lack `propertyNames`. Documented without patterns: theirs have Unicode property
 * escapes, which many validators and generators do not support.
 */
const KEYS: object = { propertyNames: KEY };

interface Documented {
  readonly description: string;
  readonly required: boolean;
}

/** Validates tags by key. Each error is reported at its tag. */
function AreTags({ description, required }: Documented): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: TAG_VALUE.most },
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
function AreTagKeys(description: string, example: readonly string[]): PropertyDecorator {
  const isElement = (key: unknown): boolean => isTagKey(key);
  const validate = (keys: unknown): boolean => Array.isArray(keys) && keys.every(isTagKey);
  return applyDecorators(
    AsList(),
    ApiProperty({
      type: 'array',
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

export class CreateCollectionRequest {
  @IsCollectionId() collectionId: string;

  @MayBeAbsent()
  @AreTags({ description: 'Tags of the new collection.', required: false })
  tags?: Record<string, string>;
}

export class CreateCollectionResponse {
  collectionId: string;

  /** Version of the face model. It never changes for a collection. */
  faceModelVersion: string;
}

export class ListCollectionsQuery {
  @IsLimit(LIST_COLLECTIONS_PAGE, 1) limit?: number;
  @IsCursor() cursor?: string;
}

export class ListedCollection {
  collectionId: string;
  faceModelVersion: string;
}

export class ListCollectionsResponse {
  items: ListedCollection[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}

export class DescribeCollectionResponse {
  collectionId: string;
  @ApiProperty({ type: 'integer' }) faceCount: number;
  @ApiProperty({ type: 'integer' }) userCount: number;
  faceModelVersion: string;

  /** Time of creation, in UTC (RFC 3339). */
  creationTimestamp: string;
}

export class ListTagsForResourceResponse {
  /** All tags of the collection: values by key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  tags: Record<string, string>;
}

export class TagResourceRequest {
  @AreTags({ description: 'Tags to add or overwrite: values by key.', required: true })
  tags: Record<string, string>;
}

export class UntagResourceQuery {
  @AreTagKeys('Keys of the tags to remove: `?tagKey=…&tagKey=…`.', ['temporary'])
  tagKey: string[];
}
