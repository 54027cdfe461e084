import { describe, expect, it } from '@jest/globals';

import {
  CreateCollection,
  DeleteCollection,
  DescribeCollection,
  ListCollections,
  ListTagsForResource,
} from './collections.operations.js';

const ARN = 'aws:rekognition:eu-west-1:111122223333:collection/acme.staff';
const ASKED = { CollectionId: 'acme.staff' };
/** Values that the SDK passes on unchanged if Rekognition's response differs from the service model. */
const WRONG = [undefined, null, 7, '', 'text', true, [], {}, [null], [7], NaN] as never[];

/** Copies of the output, each with an invalid value of one member. */
function bent<Output extends object>(output: Output, member: keyof Output, allowed: readonly unknown[] = []): Output[] {
  return WRONG.filter((value) => !allowed.includes(value)).map((value) => ({ ...output, [member]: value }));
}

describe('an answer of CreateCollection', () => {
  const answer = { StatusCode: 200, CollectionArn: ARN, FaceModelVersion: '7.0' } as never;

  it('is valid if it names the requested collection', () => {
    expect(CreateCollection.answer(answer, ASKED)).toBe(true);
  });

  it('is invalid if it is empty, has wrong types, or is about another collection', () => {
    const impossible = [
      {} as never,
      ...bent(answer, 'CollectionArn'),
      ...bent(answer, 'FaceModelVersion', ['', 'text']),
    ];
    expect(impossible.filter((each) => CreateCollection.answer(each, ASKED))).toEqual([]);
    for (const CollectionId of ['staff', 'acme.staff2', 'other.staff']) {
      expect(CreateCollection.answer(answer, { CollectionId })).toBe(false);
    }
  });
});

describe('an answer of ListCollections', () => {
  const answer = { CollectionIds: ['a', 'b'], FaceModelVersions: ['7.0', '6.0'], NextToken: 'next' } as never;

  it('is valid if it lists each collection once with its version, also if it is empty or the last page', () => {
    expect(ListCollections.answer(answer, {})).toBe(true);
    expect(ListCollections.answer({ CollectionIds: [], FaceModelVersions: [] } as never, { NextToken: 'x' })).toBe(
      true,
    );
  });

  it.each([
    ['empty', {}],
    ['without versions', { CollectionIds: ['a'] }],
    ['with too few versions', { CollectionIds: ['a', 'b'], FaceModelVersions: ['7.0'] }],
    ['with a collection twice', { CollectionIds: ['a', 'a'], FaceModelVersions: ['7.0', '7.0'] }],
    ['with ids that are not strings', { CollectionIds: [7], FaceModelVersions: ['7.0'] }],
    ['with versions that are not strings', { CollectionIds: ['a'], FaceModelVersions: [7] }],
    ['with a string instead of a list', { CollectionIds: 'a', FaceModelVersions: ['7.0'] }],
    ['with the token that was sent', { CollectionIds: [], FaceModelVersions: [], NextToken: 'sent' }],
    ['with an empty token', { CollectionIds: [], FaceModelVersions: [], NextToken: '' }],
    ['with a token that is a number', { CollectionIds: [], FaceModelVersions: [], NextToken: 7 }],
    ['with a token that is too long', { CollectionIds: [], FaceModelVersions: [], NextToken: 'x'.repeat(256) }],
  ])('is invalid: %s', (_name, output) => {
    expect(ListCollections.answer(output as never, { NextToken: 'sent' })).toBe(false);
  });
});

describe('an answer of DescribeCollection', () => {
  const answer = {
    FaceCount: 3,
    UserCount: 0,
    FaceModelVersion: '7.0',
    CollectionARN: `arn:${ARN}`,
    CreationTimestamp: new Date(0),
  };

  it('is valid with counts', () => {
    expect(DescribeCollection.answer(answer as never, ASKED)).toBe(true);
  });

  it('is invalid if it is empty, has wrong types, or is about another collection', () => {
    const impossible = [
      {},
      { ...answer, FaceCount: -1 },
      { ...answer, UserCount: 0.5 },
      { ...answer, CreationTimestamp: new Date(NaN) },
      ...bent(answer, 'FaceCount', [7]),
      ...bent(answer, 'UserCount', [7]),
      ...bent(answer, 'FaceModelVersion', ['', 'text']),
      ...bent(answer, 'CollectionARN'),
      ...bent(answer, 'CreationTimestamp'),
    ];
    expect(impossible.filter((each) => DescribeCollection.answer(each as never, ASKED))).toEqual([]);
    expect(DescribeCollection.answer(answer as never, { CollectionId: 'staff' })).toBe(false);
  });
});

describe('an answer of DeleteCollection', () => {
  it('is valid with a status and invalid without', () => {
    expect(DeleteCollection.answer({ StatusCode: 200 } as never, ASKED)).toBe(true);
    const impossible = [{}, ...bent({ StatusCode: 200 }, 'StatusCode', [7])];
    expect(impossible.filter((each) => DeleteCollection.answer(each as never, ASKED))).toEqual([]);
  });
});

describe('an answer of ListTagsForResource', () => {
  it('is valid only if it maps keys to strings', () => {
    const tags: object[] = [{}, { a: 'b' }, { constructor: 'x' }];
    expect(tags.filter((Tags) => !ListTagsForResource.answer({ Tags } as never, { ResourceArn: '' }))).toEqual([]);
    const wrong = [...WRONG, { a: 7 }, { a: null }].filter((value) => JSON.stringify(value) !== '{}');
    expect(wrong.filter((Tags) => ListTagsForResource.answer({ Tags } as never, { ResourceArn: '' }))).toEqual([]);
  });
});
