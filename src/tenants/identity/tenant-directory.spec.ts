import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import type { ApiKey, Tenant } from '../../config/tenant.js';
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
    'finds no tenant for %j',
    (key) => {
      const directory = new TenantDirectory(new FakeClock(), [tenant('acme', apiKey('acme-1'))]);
      expect(directory.identify(key)).toBeUndefined();
    },
  );

  it('does not accept the hash of a key as the key', () => {
    const key = apiKey('acme-1');
    const directory = new TenantDirectory(new FakeClock(), [tenant('acme', key)]);
    expect(directory.identify(key.sha256.toString('hex'))).toBeUndefined();
  });

  it('finds tenants by their exact ids only', () => {
    const directory = new TenantDirectory(new FakeClock(), [tenant('acme', apiKey('acme-1'))]);
    const found = ['acme', 'ACME', 'acme ', '', '__proto__', 'constructor'].map((id) => directory.tenantOf(id)?.id);
    expect(found).toEqual(['acme', ...Array<undefined>(5).fill(undefined)]);
  });

  it('accepts a key until the millisecond at which it expires', async () => {
    const clock = new FakeClock(0);
    const directory = new TenantDirectory(clock, [tenant('acme', apiKey('short', 1_000), apiKey('long'))]);
    await clock.advance(999);
    expect(directory.identify('short')?.tenant.id).toBe('acme');
    await clock.advance(1);
    expect(directory.identify('short')).toBeUndefined();
    expect(directory.identify('long')?.tenant.id).toBe('acme');
  });

  it('finds no tenant if there are none, or none with keys', () => {
    const clock = new FakeClock();
    expect(new TenantDirectory(clock, []).identify('key')).toBeUndefined();
    expect(new TenantDirectory(clock, [tenant('acme')]).identify('key')).toBeUndefined();
  });

  it('finds only the tenants of the latest version', () => {
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
