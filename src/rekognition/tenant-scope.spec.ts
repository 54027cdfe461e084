import { describe, expect, it } from '@jest/globals';

import type { CollectionView, Tenant } from '../config/tenant.js';
import { Failure } from '../failures/failure.js';
import type { FailureCode } from '../failures/failures.table.js';
import { scopedInput, scopedOutput } from './tenant-scope.js';

type Scope = Pick<Tenant, 'awsAccount' | 'region' | 'view' | 's3'>;

const PREFIX: CollectionView = { kind: 'prefix', prefix: 'acme.' };
const LISTED: CollectionView = { kind: 'listed', collectionIds: new Set(['staff', 'visitors']) };
const ALL: CollectionView = { kind: 'all' };
const READS = { refusals: ['resource-not-found'] as FailureCode[] };
const CREATES = { refusals: ['already-exists'] as FailureCode[] };

function tenant(settings: Partial<Scope> = {}): Scope {
  return { awsAccount: '111122223333', region: 'eu-west-1', view: ALL, s3: [], ...settings };
}

function refusal(work: () => unknown): Failure {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('it was let through');
}

describe('the collection of an input', () => {
  it.each([
    ['all', ALL, 'staff'],
    ['a prefix', PREFIX, 'acme.staff'],
    ['a list', LISTED, 'staff'],
  ])('is converted to the id at AWS with a view of %s', (_name, view, id) => {
    const input = { CollectionId: 'staff', UserId: 'ann', FaceIds: ['a'] };
    expect(scopedInput(READS, input, tenant({ view }))).toEqual({ ...input, CollectionId: id });
  });

  it('that is not on the list does not exist', () => {
    const { code } = refusal(() => scopedInput(READS, { CollectionId: 'board' }, tenant({ view: LISTED })));
    expect(code).toBe('resource-not-found');
  });

  it('that is not on the list cannot be created, and the fault has a pointer', () => {
    const { code, facts } = refusal(() => scopedInput(CREATES, { CollectionId: 'board' }, tenant({ view: LISTED })));
    expect([code, facts.errors?.map(({ pointer }) => pointer)]).toEqual(['validation-failed', ['/collectionId']]);
  });

  it('may have 255 characters, the prefix included', () => {
    const longest = 'x'.repeat(250);
    expect(scopedInput(READS, { CollectionId: longest }, tenant({ view: PREFIX }))).toEqual({
      CollectionId: `acme.${longest}`,
    });
    const tooLong = { CollectionId: `${longest}x` };
    expect(refusal(() => scopedInput(READS, tooLong, tenant({ view: PREFIX }))).code).toBe('resource-not-found');
    expect(refusal(() => scopedInput(CREATES, tooLong, tenant({ view: PREFIX }))).code).toBe('validation-failed');
  });

  it('cannot be outside the view, even if the id has another prefix', () => {
    expect(scopedInput(READS, { CollectionId: 'emea.staff' }, tenant({ view: PREFIX }))).toEqual({
      CollectionId: 'acme.emea.staff',
    });
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('is converted to an ARN if the operation requires one, in %s', (region, partition) => {
    expect(scopedInput(READS, { ResourceArn: 'staff', Tags: {} }, tenant({ view: PREFIX, region }))).toEqual({
      ResourceArn: `arn:${partition}:rekognition:${region}:111122223333:collection/acme.staff`,
      Tags: {},
    });
    expect(refusal(() => scopedInput(READS, { ResourceArn: 'board' }, tenant({ view: LISTED }))).code).toBe(
      'resource-not-found',
    );
  });
});

describe('an object of S3', () => {
  const s3 = [
    { bucket: 'photos', keyPrefix: 'faces/' },
    { bucket: 'whole', keyPrefix: '' },
  ];
  const image = (Bucket?: string, Name?: string): object => ({ S3Object: { Bucket, Name } });

  it.each([
    ['photos', 'faces/ann.jpg'],
    ['whole', 'anything'],
  ])('of the tenant is allowed: %s/%s', (bucket, name) => {
    const input = { Image: image(bucket, name) };
    expect(scopedInput(READS, input, tenant({ s3 }))).toEqual(input);
  });

  it.each([
    ['another bucket', 'others', 'faces/ann.jpg'],
    ['another folder', 'photos', 'private/ann.jpg'],
    ['a folder with a similar name', 'photos', 'faces-of-others/ann.jpg'],
    ['a bucket with a similar name', 'photos2', 'faces/ann.jpg'],
    ['no bucket', undefined, 'faces/ann.jpg'],
    ['no name', 'photos', undefined],
  ])('is rejected in %s, in any image of the input', (_name, bucket, name) => {
    for (const member of ['Image', 'SourceImage', 'TargetImage']) {
      const { code } = refusal(() => scopedInput(READS, { [member]: image(bucket, name) }, tenant({ s3 })));
      expect(code).toBe('invalid-s3-object');
    }
  });

  it('is always rejected if the tenant has no S3 locations', () => {
    expect(refusal(() => scopedInput(READS, { Image: image('photos', 'faces/ann.jpg') }, tenant())).code).toBe(
      'invalid-s3-object',
    );
  });

  it('is checked even if there are bytes too', () => {
    const both = { Image: { Bytes: Buffer.from('x'), S3Object: { Bucket: 'others', Name: 'x' } } };
    expect(refusal(() => scopedInput(READS, both, tenant({ s3 }))).code).toBe('invalid-s3-object');
  });
});

describe('a list of collections', () => {
  const output = {
    CollectionIds: ['acme.staff', 'acme.', 'emea.staff', 'staff', 'acme.visitors'],
    FaceModelVersions: ['7', '6', '5', '4', '3'],
    NextToken: 'next',
  };

  it.each([
    ['all', ALL, output.CollectionIds, output.FaceModelVersions],
    ['a prefix', PREFIX, ['staff', 'visitors'], ['7', '3']],
    ['a list', LISTED, ['staff'], ['4']],
  ])(
    'contains only the tenant’s collections with a view of %s, each with its version',
    (_name, view, ids, versions) => {
      expect(scopedOutput(output, { view })).toEqual({
        CollectionIds: ids,
        FaceModelVersions: versions,
        NextToken: 'next',
      });
    },
  );

  it('is the only answer that is changed', () => {
    const other = { Faces: [{ FaceId: 'a' }], UserId: 'acme.ann' };
    expect(scopedOutput(other, { view: PREFIX })).toBe(other);
  });
});
