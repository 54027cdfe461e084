import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import { Allow, IsOptional, MinLength, ValidateNested, validateSync } from 'class-validator';
import fc from 'fast-check';

import { AreFaceIds } from '../../rekognition/model/identifiers.js';
import { UserFacePath } from '../../rekognition/model/paths.dto.js';
import { AreWordsOf, IsCount, IsFlag } from '../openapi/parameters.js';
import { isSurelyValid } from './plain-rules.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
const FACE_ID = '5f0c4c2e-8f7f-4f4e-9d6f-0d7f3a1c2b3d';

class Options {
  @IsCount({ least: 1, most: 10 }, 'A number.') limit?: number;
  @IsFlag('A flag.') dryRun?: boolean;
  @AreWordsOf(['DEFAULT', 'ALL'], 'Words.') attributes?: string[];
  @AreFaceIds('Faces.') faceIds?: string[];
}

class Nested {
  @ValidateNested() path: UserFacePath;
}

class Without {
  a?: string;
}

class Grouped {
  @MinLength(2, { groups: ['x'] }) a: string;
  @IsOptional() @MinLength(2, { each: true }) b?: string[] | null;
  @Allow() c: unknown;
}

const word = fc.constantFrom(
  undefined,
  null,
  '',
  '.',
  '..',
  'ann',
  'a b',
  'x'.repeat(200),
  FACE_ID,
  0,
  1,
  11,
  true,
  'ALL',
);
const value = fc.oneof(word, fc.array(word, { maxLength: 4 }), fc.constant({}), fc.constant(new Set(['a'])));
const NAMES = ['collectionId', 'userId', 'faceId', 'limit', 'dryRun', 'attributes', 'faceIds', 'a', 'b', 'c', 'odd'];

function made<T extends object>(type: new () => T, members: object): T {
  return Object.assign(new type(), members);
}

describe('isSurelyValid', () => {
  it.each([UserFacePath, Options, Nested, Without, Grouped])(
    'finds no object valid that class-validator rejects: %p',
    (type) => {
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...NAMES), value), (members) => {
          if (!isSurelyValid(made<object>(type, members))) return;
          expect(validateSync(made<object>(type, members), RULES)).toEqual([]);
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it('knows valid objects, so that class-validator is not asked', () => {
    expect(isSurelyValid(made(UserFacePath, { collectionId: 'staff', userId: 'ann', faceId: FACE_ID }))).toBe(true);
    expect(isSurelyValid(made(Options, {}))).toBe(true);
    const all = { limit: 10, dryRun: false, attributes: ['ALL'], faceIds: [FACE_ID] };
    expect(isSurelyValid(made(Options, all))).toBe(true);
  });

  it('leaves nested objects, unknown members and classes without rules to class-validator', () => {
    const path = made(UserFacePath, { collectionId: 'staff', userId: 'ann', faceId: FACE_ID });
    expect(isSurelyValid(made(Nested, { path }))).toBe(false);
    expect(isSurelyValid(made(Options, { odd: 1 }))).toBe(false);
    expect(isSurelyValid(new Without())).toBe(false);
  });
});
