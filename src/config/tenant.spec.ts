import { describe, expect, it } from '@jest/globals';

import { type CollectionView, namespaceOf, type Tenant, type TenantNames } from './tenant.js';

const prefix = (text: string): CollectionView => ({ kind: 'prefix', prefix: text });
const listed = (...ids: string[]): CollectionView => ({ kind: 'listed', collectionIds: new Set(ids) });

const ACME: TenantNames = { id: 'acme', awsAccount: '111122223333', region: 'eu-west-1', view: { kind: 'all' } };

const of = (settings: Partial<Tenant> = {}): string => namespaceOf({ ...ACME, ...settings });

describe('the namespace of a tenant', () => {
  it.each<[string, Partial<Tenant>]>([
    ['id', { id: 'beta' }],
    ['account', { awsAccount: '444455556666' }],
    ['region', { region: 'us-east-1' }],
    ['prefix', { view: prefix('acme.') }],
  ])('changes with its %s', (_name, settings) => {
    expect(of(settings)).not.toBe(of());
  });

  it('is different for each prefix', () => {
    expect(of({ view: prefix('a.') })).not.toBe(of({ view: prefix('b.') }));
  });

  it.each<[string, Partial<Tenant>]>([
    ['list of collections', { view: listed('staff') }],
    ['weight', { weight: 2 }],
    ['API keys', { apiKeys: [] }],
    ['S3 locations', { s3: [{ bucket: 'photos', keyPrefix: '' }] }],
    ['credentials', { credentials: { kind: 'default' } }],
  ])('does not change with its %s, because ids still refer to the same collections', (_name, settings) => {
    expect(of(settings)).toBe(of());
  });
});
