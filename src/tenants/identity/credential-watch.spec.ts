import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import type { ApiKey, Tenant } from '../../config/tenant.js';
import { CredentialWatch } from './tenant-directory.js';
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

/** Remembers the longest timer. */
class DelayClock extends FakeClock {
  longestDelayMs = 0;

  override schedule(delayMs: number, task: () => void): () => void {
    this.longestDelayMs = Math.max(this.longestDelayMs, delayMs);
    return super.schedule(delayMs, task);
  }
}

class Scene {
  readonly clock = new DelayClock(0);
  readonly revoked: string[] = [];
  private readonly directory: TenantDirectory;
  private readonly credentials = new CredentialWatch(this.clock);

  constructor(...tenants: Tenant[]) {
    this.directory = new TenantDirectory(this.clock, tenants);
  }

  identify(key: string) {
    return this.directory.identify(key)!;
  }

  watch(key: string, identity = this.identify(key)): () => void {
    return this.credentials.watch(identity, () => void this.revoked.push(key));
  }

  /** As when the tenants file has changed. */
  replace(...tenants: Tenant[]): void {
    this.directory.replace(tenants);
    this.credentials.checkAll();
  }
}

describe('CredentialWatch', () => {
  it('ends calls whose key or tenant was removed by a new version, once, and no others', () => {
    const scene = new Scene(
      tenant('acme', apiKey('acme-1'), apiKey('acme-2')),
      tenant('beta', apiKey('beta-1'), apiKey('moved')),
    );
    for (const key of ['acme-1', 'acme-2', 'beta-1', 'moved']) scene.watch(key);
    scene.replace(tenant('acme', apiKey('acme-2'), apiKey('acme-3'), apiKey('moved')));
    expect(scene.revoked.sort()).toEqual(['acme-1', 'beta-1', 'moved']);
    scene.replace();
    expect(scene.revoked.slice(3)).toEqual(['acme-2']);
  });

  it('treats a new key with the same id as another key', () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1')));
    scene.watch('acme-1');
    scene.replace(tenant('acme', { ...apiKey('other'), id: 'id-of-acme-1' }));
    expect(scene.revoked).toEqual(['acme-1']);
  });

  it.each<[string, (key: ApiKey) => Tenant]>([
    ['has another id', (key) => tenant('acme', { ...key, id: 'renamed' })],
    ['has other scopes', (key) => tenant('acme', { ...key, scopes: ['write'] })],
    ['gets an expiry', (key) => tenant('acme', { ...key, expiresAtMs: 1 })],
    ['belongs to a changed tenant', (key) => ({ ...tenant('acme', key), weight: 7 })],
  ])('does not end calls whose key %s', (_, next) => {
    const scene = new Scene(tenant('acme', apiKey('acme-1')));
    scene.watch('acme-1');
    scene.replace(next(apiKey('acme-1')));
    expect(scene.revoked).toEqual([]);
  });

  it('ends a call at the millisecond at which its credential expires', async () => {
    const scene = new Scene(tenant('acme', apiKey('soon', 1_000), apiKey('later', 7_000), apiKey('never')));
    for (const key of ['soon', 'later', 'never']) scene.watch(key);
    await scene.clock.advance(999);
    expect(scene.revoked).toEqual([]);
    await scene.clock.advance(1);
    expect(scene.revoked).toEqual(['soon']);
    await scene.clock.advance(6_000);
    expect([scene.revoked, scene.clock.pending]).toEqual([['soon', 'later'], 0]);
  });

  it('applies an expiry that a new version adds, changes or removes', async () => {
    const scene = new Scene(tenant('acme', apiKey('moved', 1_000), apiKey('set'), apiKey('kept', 1_000)));
    for (const key of ['moved', 'set', 'kept']) scene.watch(key);
    scene.replace(tenant('acme', apiKey('moved', 3_000), apiKey('set', 2_000), apiKey('kept')));
    await scene.clock.advance(2_999);
    expect(scene.revoked).toEqual(['set']);
    await scene.clock.advance(1);
    expect(scene.revoked).toEqual(['set', 'moved']);
  });

  it('notices within 5 seconds that the wall clock was set forwards', async () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1', 3_600_000)));
    scene.watch('acme-1');
    scene.clock.stepWall(3_600_000);
    await scene.clock.advance(4_999);
    expect(scene.revoked).toEqual([]);
    await scene.clock.advance(1);
    expect(scene.revoked).toEqual(['acme-1']);
  });

  it('waits until the expiry when the wall clock was set back', async () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1', 10_000)));
    scene.watch('acme-1');
    scene.clock.stepWall(-5_000);
    await scene.clock.advance(14_999);
    expect(scene.revoked).toEqual([]);
    await scene.clock.advance(1);
    expect(scene.revoked).toEqual(['acme-1']);
  });

  it('sets no timer longer than 5 seconds, however late a credential expires', async () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1', Date.parse('9999-12-31T23:59:59Z'))));
    const end = scene.watch('acme-1');
    await scene.clock.advance(20_000);
    end();
    expect([scene.revoked, scene.clock.longestDelayMs, scene.clock.pending]).toEqual([[], 5_000, 0]);
  });

  it('ends a call at once if its credential was removed after authentication', () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1')));
    const identity = scene.identify('acme-1');
    scene.replace(tenant('acme'));
    scene.watch('acme-1', identity);
    expect(scene.revoked).toEqual(['acme-1']);
  });

  it('does nothing after the call has ended', async () => {
    const scene = new Scene(tenant('acme', apiKey('acme-1', 1_000)));
    const end = scene.watch('acme-1');
    end();
    end();
    scene.replace();
    await scene.clock.advance(1_000);
    expect([scene.revoked, scene.clock.pending]).toEqual([[], 0]);
  });
});
