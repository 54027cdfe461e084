import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import type { ConfigInvalid } from './environment.js';
import { loadConfig } from './load-config.js';
import { REDIS, type RedisSettings } from './redis-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'facade-redis-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(REDIS_URL: string, variables: Record<string, string> = {}): RedisSettings | readonly string[] {
  const secrets = join(folder, 'secrets');
  writeFileSync(secrets, 'a secret of at least thirty-two bytes');
  try {
    const settings = { REKOGNITION: 'embedded', SECRETS_FILE: secrets, REDIS_URL, ...variables };
    return loadConfig(settings, []).redis ?? [];
  } catch (error) {
    return (error as ConfigInvalid).faults;
  }
}

/** What the chart's values must match. It does not compare the addresses of a cluster with each other. */
const CHART_PATTERN = new RegExp((REDIS.schema as { pattern: string }).pattern);

describe('REDIS_URL', () => {
  it.each([
    ['redis://redis.example', { addresses: [{ host: 'redis.example', port: 6_379 }], tls: false, database: 0 }],
    ['redis://10.0.0.1:7000/3', { addresses: [{ host: '10.0.0.1', port: 7_000 }], database: 3 }],
    ['rediss://facade@redis.example', { tls: true, username: 'facade' }],
    ['redis://[::1]:7000', { addresses: [{ host: '::1', port: 7_000 }] }],
    [
      'redis://a:1, redis://b:2',
      {
        addresses: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
      },
    ],
  ])('reads %s', (url, expected) => {
    expect(read(url)).toMatchObject(expected);
    expect(url).toMatch(CHART_PATTERN);
  });

  it.each([
    ['redis.example'],
    ['http://redis.example'],
    ['redis://user:secret@redis.example'],
    ['redis://redis.example/name'],
    ['redis://redis.example?timeout=1'],
    ['redis://a,rediss://b'],
    ['redis://a/1,redis://b/1'],
    ['redis://a,'],
  ])('rejects %s without repeating it', (url) => {
    const faults = read(url) as readonly string[];
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^REDIS_URL must be /);
    expect(faults[0]).not.toContain('secret');
    const isOneAddress = !/,./.test(url);
    if (isOneAddress) expect(url).not.toMatch(CHART_PATTERN);
  });

  it('reads the password from its file each time', () => {
    const REDIS_PASSWORD_FILE = join(folder, 'password');
    writeFileSync(REDIS_PASSWORD_FILE, 'first\n');
    const settings = read('redis://redis.example', { REDIS_PASSWORD_FILE }) as RedisSettings;
    expect(settings.readPassword()).toBe('first');
    writeFileSync(REDIS_PASSWORD_FILE, 'second');
    expect(settings.readPassword()).toBe('second');
  });

  it('rejects a password file that cannot be read, or without a server', () => {
    const REDIS_PASSWORD_FILE = join(folder, 'missing');
    expect(read('redis://redis.example', { REDIS_PASSWORD_FILE })).toEqual([
      'REDIS_PASSWORD_FILE cannot be read or is empty',
    ]);
    expect(read('', { REDIS_PASSWORD_FILE })).toEqual(['REDIS_PASSWORD_FILE needs REDIS_URL']);
  });
});
