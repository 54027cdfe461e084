import { describe, expect, it } from '@jest/globals';

import { REGIONS } from '../../test/harness/aws-regions.js';
import { MAX_SESSION_POLICY_LENGTH, sessionPolicyOf } from './session-policy.js';
import type { CollectionView, S3Location } from './tenant.js';

const OPERATIONS = [
  { name: 'ListWithoutResource', resource: 'none' },
  { name: 'ReadCollection', resource: 'collection' },
  { name: 'TagCollection', resource: 'tagged' },
  { name: 'DetectWithoutResource', resource: 'none' },
];

interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string[];
}

function statementsOf(view: CollectionView, s3: S3Location[] = [], region = 'eu-west-1'): Statement[] {
  const policy = JSON.parse(sessionPolicyOf({ awsAccount: '111122223333', region, view, s3 }, OPERATIONS)) as {
    Version: string;
    Statement: Statement[];
  };
  expect(policy.Version).toBe('2012-10-17');
  return policy.Statement;
}

const listed = (...ids: string[]): CollectionView => ({ kind: 'listed', collectionIds: new Set(ids) });

describe('A session policy', () => {
  it.each([
    ['all', { kind: 'all' }, ['*']],
    ['a prefix', { kind: 'prefix', prefix: 'acme.' }, ['acme.*']],
    ['a list', listed('staff', 'visitors'), ['staff', 'visitors']],
  ] as [string, CollectionView, string[]][])('allows only the collections of the view: %s', (_name, view, patterns) => {
    const [collections] = statementsOf(view);
    expect(collections).toEqual({
      Effect: 'Allow',
      Action: ['rekognition:*'],
      Resource: patterns.map((pattern) => `arn:aws:rekognition:eu-west-1:111122223333:collection/${pattern}`),
    });
  });

  it('allows operations without a resource by name, and no others, on all resources', () => {
    expect(statementsOf({ kind: 'all' }).slice(1)).toEqual([
      {
        Effect: 'Allow',
        Action: ['rekognition:ListWithoutResource', 'rekognition:DetectWithoutResource'],
        Resource: ['*'],
      },
    ]);
  });

  it('allows reading the S3 locations of the tenant, with escaped wildcards', () => {
    const s3 = [
      { bucket: 'acme-photos', keyPrefix: 'faces/' },
      { bucket: 'acme-all', keyPrefix: '' },
      { bucket: 'odd', keyPrefix: 'a*b?c$' },
    ];
    expect(statementsOf({ kind: 'all' }, s3)[2]).toEqual({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: ['arn:aws:s3:::acme-photos/faces/*', 'arn:aws:s3:::acme-all/*', 'arn:aws:s3:::odd/a${*}b${?}c${$}*'],
    });
  });

  it.each(REGIONS)('names the partition of its region: %s in %s', (region, partition) => {
    const [collections, , objects] = statementsOf({ kind: 'all' }, [{ bucket: 'b', keyPrefix: '' }], region);
    expect([...collections!.Resource, ...objects!.Resource].every((each) => each.startsWith(`arn:${partition}:`))).toBe(
      true,
    );
  });

  it('with the longest prefix is short enough for STS', () => {
    const view: CollectionView = { kind: 'prefix', prefix: 'x'.repeat(254) };
    const policy = sessionPolicyOf({ awsAccount: '111122223333', region: 'us-gov-west-1', view, s3: [] }, OPERATIONS);
    expect(policy.length).toBeLessThanOrEqual(MAX_SESSION_POLICY_LENGTH);
  });
});
