import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import type { ApiKey, Tenant } from '../config/tenant.js';
import { TenantDirectory } from './tenant-directory.js';

function apiKey(key: string, expiresAtMs?: number): ApiKey {
  const sha256 = createHash('sha256').update(key).digest();
  return { id: `id-of-${key}`, sha256, scopes: ['read'], ...(expiresAtMs !== undefined && { expiresAtMs }) };
}

function tenant(id: string, ...apiKeys: ApiKey[]): Tenant {
  return {
    id,
    awsAccount: '111122223333',
    region: 'eu-west-1',
    weight: 1,
    view: { kind: 'all' },
    s3: [],
    credentials: { kind: 'default' },
    apiKeys,
  };
}

describe('TenantDirectory', () => {
  it('finds the tenant and the key that a credential belongs to', () => {
    const directory = new TenantDirectory(new FakeClock(), [
      tenant('acme', apiKey('acme-1'), apiKey('acme-2')),
      tenant('beta', apiKey('beta-1')),
    ]);
    const found = ['acme-1', 'acme-2', 'beta-1'].map((key) => directory.identify(key));
    expect(found.map((identity) => [identity?.tenant.id, identity?.principal])).toEqual([
      ['acme', { kind: 'key', keyId: 'id-of-acme-1' }],
      ['acme', { kind: 'key', keyId: 'id-of-acme-2' }],
      ['beta', { kind: 'key', keyId: 'id-of-beta-1' }],
    ]);
  });

  it.each(['', 'unknown', 'acme-', 'acme-11', 'ACME-1', ' acme-1', 'id-of-acme-1', 'constructor'])(
    'finds nobody for %j',
    (key) => {
      const directory = new TenantDirectory(new FakeClock(), [tenant('acme', apiKey('acme-1'))]);
      expect(directory.identify(key)).toBeUndefined();
    },
  );

  it('does not take the hash of a key for the key', () => {
    const key = apiKey('acme-1');
    const directory = new TenantDirectory(new FakeClock(), [tenant('acme', key)]);
    expect(directory.identify(key.sha256.toString('hex'))).toBeUndefined();
  });

  it('knows tenants by their ids and nothing else', () => {
    const directory = new TenantDirectory(new FakeClock(), [tenant('acme', apiKey('acme-1'))]);
    const found = ['acme', 'ACME', 'acme ', '', '__proto__', 'constructor'].map((id) => directory.tenantOf(id)?.id);
    expect(found).toEqual(['acme', ...Array<undefined>(5).fill(undefined)]);
  });

  it('knows a key until the very millisecond at which it expires', async () => {
    const clock = new FakeClock(0);
    const directory = new TenantDirectory(clock, [tenant('acme', apiKey('short', 1_000), apiKey('long'))]);
    await clock.advance(999);
    expect(directory.identify('short')?.tenant.id).toBe('acme');
    await clock.advance(1);
    expect(directory.identify('short')).toBeUndefined();
    expect(directory.identify('long')?.tenant.id).toBe('acme');
  });

  it('finds nobody when there are no tenants, or none with keys', () => {
    const clock = new FakeClock();
    expect(new TenantDirectory(clock, []).identify('key')).toBeUndefined();
    expect(new TenantDirectory(clock, [tenant('acme')]).identify('key')).toBeUndefined();
  });

  it('knows the tenants of the latest version and no others', () => {
    const directory = new TenantDirectory(new FakeClock(), [tenant('acme', apiKey('acme-1')), tenant('beta')]);
    const gamma = tenant('gamma', apiKey('gamma-1'));
    directory.replace([tenant('beta', apiKey('beta-1')), gamma]);
    expect(['acme-1', 'beta-1', 'gamma-1'].map((key) => directory.identify(key)?.tenant.id)).toEqual([
      undefined,
      'beta',
      'gamma',
    ]);
    expect([directory.tenantOf('acme'), directory.tenantOf('gamma')]).toEqual([undefined, gamma]);
  });
});

describe('TenantDirectory.watch', () => {
  const subject = { kind: 'subject', issuer: 'https://login.example', subject: 'ann' } as const;

  function watched(...tenants: Tenant[]) {
    const directory = new TenantDirectory(new FakeClock(0), tenants);
    const revoked: string[] = [];
    return { directory, revoked, note: (name: string) => () => void revoked.push(name) };
  }

  it('tells those whose key or tenant a new version does not have, once, and nobody else', () => {
    const acme = tenant('acme', apiKey('acme-1'), apiKey('acme-2'));
    const beta = tenant('beta', apiKey('beta-1'));
    const { directory, revoked, note } = watched(acme, beta);
    for (const key of ['acme-1', 'acme-2', 'beta-1']) directory.watch(directory.identify(key)!, note(key));
    directory.watch({ tenant: acme, principal: subject }, note('bearer for acme'));
    directory.watch({ tenant: beta, principal: subject }, note('bearer for beta'));
    const kept = tenant('acme', apiKey('acme-2'), apiKey('acme-3'));
    directory.replace([kept]);
    expect(revoked.sort()).toEqual(['acme-1', 'bearer for beta', 'beta-1']);
    directory.replace([kept]);
    expect(revoked).toHaveLength(3);
    directory.replace([]);
    expect(revoked.slice(3).sort()).toEqual(['acme-2', 'bearer for acme']);
  });

  it.each([
    ['belongs to another tenant', (key: ApiKey) => [tenant('acme'), tenant('beta', key)]],
    ['is another one of the same name', (key: ApiKey) => [tenant('acme', { ...apiKey('other'), id: key.id })]],
    ['has expired by now', (key: ApiKey) => [tenant('acme', { ...key, expiresAtMs: 0 })]],
  ])('tells those whose key %s', (_, next) => {
    const { directory, revoked, note } = watched(tenant('acme', apiKey('acme-1')));
    directory.watch(directory.identify('acme-1')!, note('acme-1'));
    directory.replace(next(apiKey('acme-1')));
    expect(revoked).toEqual(['acme-1']);
  });

  it.each<[string, (key: ApiKey) => Tenant]>([
    ['bears another name', (key) => tenant('acme', { ...key, id: 'renamed' })],
    ['has other scopes', (key) => tenant('acme', { ...key, scopes: ['write'] })],
    ['will expire', (key) => tenant('acme', { ...key, expiresAtMs: 1 })],
    ['is of a tenant that is changed', (key) => ({ ...tenant('acme', key), weight: 7 })],
  ])('leaves alone those whose key %s', (_, next) => {
    const { directory, revoked, note } = watched(tenant('acme', apiKey('acme-1')));
    directory.watch(directory.identify('acme-1')!, note('acme-1'));
    directory.replace([next(apiKey('acme-1'))]);
    expect(revoked).toEqual([]);
  });

  it('tells at once whom a version has left out since they were identified', () => {
    const { directory, revoked, note } = watched(tenant('acme', apiKey('acme-1')));
    const identity = directory.identify('acme-1')!;
    directory.replace([tenant('acme')]);
    directory.watch(identity, note('acme-1'));
    expect(revoked).toEqual(['acme-1']);
  });

  it('tells nothing when it has ended', () => {
    const { directory, revoked, note } = watched(tenant('acme', apiKey('acme-1')));
    const end = directory.watch(directory.identify('acme-1')!, note('acme-1'));
    end();
    end();
    directory.replace([]);
    expect(revoked).toEqual([]);
  });
});
