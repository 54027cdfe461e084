import { describe, expect, it } from '@jest/globals';

import { codeOfThrown, FAILURES } from '../../src/failures/failures.table.js';
import { ListFaces } from '../../src/faces/faces.operations.js';
import {
  CLIENT_REQUEST_TOKEN,
  COLLECTION_ID,
  FACE_ID,
  FACE_IDS_PER_CALL,
  LIST_FACES_PAGE,
  PAGE_TOKEN,
  USER_ID,
} from '../../src/rekognition/rekognition.limits.js';
import { DisassociateFaces } from '../../src/users/users.operations.js';
import { MODEL, patternOf, shapeNamed } from './model.js';

const TEXTS = [
  { shape: 'CollectionId', limits: COLLECTION_ID },
  { shape: 'UserId', limits: USER_ID },
  { shape: 'ClientRequestToken', limits: CLIENT_REQUEST_TOKEN },
];

const FACE = 'c92265d4-5f9c-43af-a58e-12be0ce02bc3';
const CHARACTERS = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code));

/** Texts on which two patterns that differ anywhere would disagree. */
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
    "admit of $shape what the model's anchored pattern admits",
    ({ shape, limits }) => {
      expect(limits.pattern.source).toMatch(/^\^.*\$$/);
      expect(limits.pattern.flags).toBe('');
      expect(disagreements(limits.pattern, shape)).toEqual([]);
    },
  );

  it("are the model's counts for lists and pages", () => {
    const { min, max, member } = shapeNamed('UserFaceIdList');
    expect(FACE_IDS_PER_CALL).toEqual({ least: min, most: max });
    expect(member).toEqual({ shape: 'FaceId' });
    expect(LIST_FACES_PAGE).toBe(shapeNamed('PageSize').max);
    expect(PAGE_TOKEN.most).toBe(shapeNamed('PaginationToken').max);
  });

  it.each([
    ['DisassociateFaces', 'CollectionId', 'CollectionId'],
    ['DisassociateFaces', 'UserId', 'UserId'],
    ['DisassociateFaces', 'FaceIds', 'UserFaceIdList'],
    ['DisassociateFaces', 'ClientRequestToken', 'ClientRequestToken'],
    ['ListFaces', 'CollectionId', 'CollectionId'],
    ['ListFaces', 'UserId', 'UserId'],
    ['ListFaces', 'MaxResults', 'PageSize'],
  ])('of %s are taken from the shape that %s has in the model', (operation, member, shape) => {
    expect(shapeNamed(MODEL.ops[operation]!.input).members?.[member]?.shape).toBe(shape);
  });
});

describe('The failure table', () => {
  const names = [...new Set(Object.values(MODEL.ops).flatMap(({ errors }) => errors))].sort();

  it.each(names)('has a row for %s', (name) => {
    const code = codeOfThrown(name);
    expect(code).toBeDefined();
    expect(FAILURES[code!].status).not.toBe(500);
  });

  /** What any operation can be refused with stands in the document of every route, the rest in the row's refusals. */
  const ANY_OPERATION = [
    'invalid-parameter',
    'aws-access-denied',
    'upstream-error',
    'throttled',
    // AWS's page tokens are followed by the service itself: no caller can send one.
    'invalid-cursor',
  ];

  it.each([DisassociateFaces, ListFaces])('has its refusals of $name listed in the row', ({ name, refusals }) => {
    const codes = new Set(MODEL.ops[name]!.errors.map((error) => codeOfThrown(error)));
    expect([...codes].filter((code) => !ANY_OPERATION.includes(code!)).sort()).toEqual([...refusals].sort());
  });
});
