import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'yaml';

import type { Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { OPERATIONS } from '../../src/operations.js';
import { tenant, TestApp } from './app.js';
import { eventually } from './eventually.js';

type Settings = Readonly<Record<string, unknown>>;

/** The file entry of a tenant like that of `tenant()`, with the key `<id>-key` (all scopes) only. */
export function entry(id: string, changes: Settings = {}): Settings {
  return {
    id,
    awsAccount: '111122223333',
    region: 'eu-west-1',
    sharedWith: 'all',
    credentials: { static: { accessKeyIdEnv: `${id}_ID`, secretAccessKeyEnv: `${id}_SECRET` } },
    apiKeys: [keyEntry(`${id}-key`)],
    ...changes,
  };
}

export function keyEntry(key: string, changes: Settings = {}): Settings {
  const sha256 = createHash('sha256').update(key).digest('hex');
  return { id: `id-of-${key}`, sha256, scopes: ['read', 'write', 'admin'], ...changes };
}

/** A tenants file on disk and the service that watches it. */
export class WatchedTenantsFile {
  readonly folder = mkdtempSync(join(tmpdir(), 'tenants-file-'));
  private app: TestApp | undefined;

  constructor(private readonly name = 'tenants.yaml') {}

  get path(): string {
    return join(this.folder, this.name);
  }

  /** Replaces the file atomically. */
  replace(file: Settings | string): void {
    const next = join(this.folder, 'next');
    writeFileSync(next, typeof file === 'string' ? file : stringify(file));
    renameSync(next, this.path);
  }

  /** Starts a service with the file's settings. The keys of `tenant(id)` are in its environment. */
  async start(upstreamUrl: string, ids: readonly string[], more: Partial<Config> = {}): Promise<TestApp> {
    const { tenants, issuers, quotas, tenantsFile } = loadConfig(
      {
        REKOGNITION: upstreamUrl,
        TENANTS_FILE: this.path,
        QUOTAS: 'off',
        ...Object.fromEntries(ids.flatMap(keysOf)),
      },
      OPERATIONS,
    );
    const file = tenantsFile === undefined ? {} : { tenantsFile };
    this.app = await TestApp.start(upstreamUrl, { tenants, issuers, quotas, ...file, ...more });
    return this.app;
  }

  /** Advances the clock so that the service checks the file, and waits until it has processed the change. */
  async heeded(byMs = 5_000): Promise<void> {
    const before = await this.versionsFound();
    await this.app?.clock.advance(byMs);
    await eventually(async () => (await this.versionsFound()) > before);
  }

  async close(): Promise<void> {
    await this.app?.close();
    rmSync(this.folder, { recursive: true });
  }

  private async versionsFound(): Promise<number> {
    const { text = '' } = (await this.app?.ask('/metrics', { key: '' })) ?? {};
    const counts = [...text.matchAll(/^facade_tenants_file_reloads_total\{\S+\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }
}

function keysOf(id: string): [variable: string, value: string][] {
  const { credentials } = tenant(id);
  if (credentials.kind !== 'static') throw new TypeError('test tenants have static keys');
  const { accessKeyId, secretAccessKey } = credentials.read();
  return [
    [`${id}_ID`, accessKeyId],
    [`${id}_SECRET`, secretAccessKey],
  ];
}
