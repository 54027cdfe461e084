import { describe, expect, it } from '@jest/globals';

import { isTagKey, isTagValue } from '../../src/collections/collections.dto.js';
import { callsPerSecond } from '../../src/engine/quotas.js';
import { codeOfThrown, FAILURES } from '../../src/failures/failures.table.js';
import { IMAGE_LIMIT_BYTES } from '../../src/http/bodies/body-rules.js';
import { OPERATIONS } from '../../src/operations.js';
import {
  ATTRIBUTES,
  CLIENT_REQUEST_TOKEN,
  COLLECTION_ID,
  EXTERNAL_IMAGE_ID,
  FACE_ID,
  FACE_IDS_PER_CALL,
  FACE_IDS_PER_DELETE,
  IMAGE_BYTES,
  LIST_COLLECTIONS_PAGE,
  LIST_FACES_PAGE,
  LIST_USERS_PAGE,
  MAX_FACES,
  MAX_FACES_TO_INDEX,
  MAX_USERS,
  PAGE_TOKEN,
  QUALITY_FILTERS,
  S3_BUCKET,
  S3_OBJECT_NAME,
  S3_OBJECT_VERSION,
  TAG_KEY,
  TAG_VALUE,
  TAGS,
  USER_ID,
} from '../../src/rekognition/model/rekognition.limits.js';
import { MODEL, patternOf, shapeNamed } from './model.js';

const TEXTS = [
  { shape: 'CollectionId', limits: COLLECTION_ID },
  { shape: 'UserId', limits: USER_ID },
  { shape: 'ClientRequestToken', limits: CLIENT_REQUEST_TOKEN },
  { shape: 'ExternalImageId', limits: EXTERNAL_IMAGE_ID },
  { shape: 'S3Bucket', limits: S3_BUCKET },
];

const FACE = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const CHARACTERS = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));

/** Strings that distinguish patterns that differ anywhere. */
const SAMPLES = [
  ...CHARACTERS,
  ...CHARACTERS.map((character) => `a${character}b`),
  ...CHARACTERS.map((character) => FACE.slice(0, -1) + character),
  '',
  'a\n',
  '\na',
  '😀',
  FACE,
  `${FACE}\n`,
  `${FACE}0`,
  `0${FACE}`,
  FACE.toUpperCase(),
  FACE.replaceAll('-', ''),
];

function disagreements(ours: RegExp, shape: string): string[] {
  const theirs = patternOf(shapeNamed(shape))!;
  return SAMPLES.filter((text) => ours.test(text) !== theirs.test(text));
}

describe("The service's limits", () => {
  it.each(TEXTS)("are the model's length for $shape", ({ shape, limits }) => {
    const { min, max } = shapeNamed(shape);
    expect({ least: limits.least, most: limits.most }).toEqual({ least: min, most: max });
  });

  it.each([...TEXTS, { shape: 'FaceId', limits: FACE_ID }])(
    "accept for $shape what the model's anchored pattern accepts",
    ({ shape, limits }) => {
      expect(limits.pattern.source).toMatch(/^\^.*\$$/);
      expect(limits.pattern.flags).toBe('');
      expect(disagreements(limits.pattern, shape)).toEqual([]);
    },
  );

  it.each([
    { shape: 'TagKey', limits: TAG_KEY, admits: isTagKey },
    { shape: 'TagValue', limits: TAG_VALUE, admits: isTagValue },
  ])("are the model's length and anchored pattern for $shape", ({ shape, limits, admits }) => {
    const { min = 0, max = 0 } = shapeNamed(shape);
    expect({ least: limits.least, most: limits.most }).toEqual({ least: min, most: max });
    const theirs = patternOf(shapeNamed(shape))!;
    const samples = [...SAMPLES, 'aws:', 'aws:a', 'AWS:a', 'a aws:', 'a b', '\u00a0', '𐐀', '\ud800'];
    const fits = (text: string): boolean => theirs.test(text) && text.length >= min;
    expect(samples.filter((text) => admits(text) !== fits(text))).toEqual([]);
    // Characters are counted, not UTF-16 code units.
    expect([admits('𐐀'.repeat(max)), admits('𐐀'.repeat(max + 1)), admits('x'.repeat(max + 1))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are the model's counts for lists and pages", () => {
    const { min, max, member } = shapeNamed('UserFaceIdList');
    expect(FACE_IDS_PER_CALL).toEqual({ least: min, most: max });
    expect(member).toEqual({ shape: 'FaceId' });
    expect(LIST_FACES_PAGE.most).toBe(shapeNamed('PageSize').max);
    expect(PAGE_TOKEN.most).toBe(shapeNamed('PaginationToken').max);
    expect(LIST_COLLECTIONS_PAGE.most).toBe(shapeNamed('PageSize').max);
    expect(LIST_USERS_PAGE.most).toBe(shapeNamed('MaxUserResults').max);
    expect(FACE_IDS_PER_DELETE).toEqual({ least: shapeNamed('FaceIdList').min, most: shapeNamed('FaceIdList').max });
    expect(TAGS.most).toBe(shapeNamed('TagMap').max);
    expect(TAGS.most).toBe(shapeNamed('TagKeyList').max);
  });

  it.each([
    { shape: 'ImageBlob', limits: IMAGE_BYTES },
    { shape: 'S3ObjectName', limits: S3_OBJECT_NAME },
    { shape: 'S3ObjectVersion', limits: S3_OBJECT_VERSION },
    { shape: 'MaxFaces', limits: MAX_FACES },
    { shape: 'MaxUserResults', limits: MAX_USERS },
    { shape: 'MaxFacesToIndex', limits: { ...MAX_FACES_TO_INDEX, most: undefined } },
    { shape: 'Percent', limits: { least: 0, most: 100 } },
  ])("are the model's bounds of $shape", ({ shape, limits }) => {
    const { min, max } = shapeNamed(shape);
    expect(limits).toEqual({ least: min, most: max });
  });

  it('are the same for an image as it is read and as it is sent', () => {
    expect(IMAGE_LIMIT_BYTES).toBe(IMAGE_BYTES.most);
  });

  it("are the model's enum values", () => {
    expect(QUALITY_FILTERS).toEqual(shapeNamed('QualityFilter').enum);
    expect([...ATTRIBUTES].sort()).toEqual([...shapeNamed('Attribute').enum!].sort());
  });
});

describe('The failure table', () => {
  const names = [...new Set(Object.values(MODEL.ops).flatMap(({ errors }) => errors))].sort();

  it.each(names)('has a row for %s', (name) => {
    const code = codeOfThrown(name);
    expect(code).toBeDefined();
    expect(FAILURES[code!].status).not.toBe(500);
  });

  /** Failures that every operation can have; those of one operation are in its definition. */
  const ANY_OPERATION = [
    'invalid-parameter',
    'aws-access-denied',
    'upstream-error',
    'throttled',
    // Detected by the service itself, before a call.
    'image-too-small',
    // Only routes with a cursor can return it, and they declare it themselves.
    'invalid-cursor',
  ];

  it.each([...OPERATIONS])('has the errors of $name in its definition', ({ name, refusals }) => {
    const ofModel = MODEL.ops[name]!.errors.map((error) => codeOfThrown(error)!);
    const ofDefinition = refusals.map((refusal) => (typeof refusal === 'string' ? refusal : refusal.code));
    const own = (codes: readonly string[]): string[] =>
      [...new Set(codes)].filter((code) => !ANY_OPERATION.includes(code)).sort();
    expect(own(ofDefinition)).toEqual(own(ofModel));
  });

  it.each([...OPERATIONS])('has the quota of $name that the engine enforces', ({ name, quota }) => {
    expect(quota.key).toBe(name);
    expect(callsPerSecond('aws', name, 'eu-west-1')).toBe(quota.bigRegions);
    expect(callsPerSecond('aws', name, 'eu-central-1')).toBe(quota.others);
  });
});
