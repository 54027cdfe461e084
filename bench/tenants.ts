import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ecPair, jwkOf, signedToken } from '../test/harness/tokens.js';
import { imageEnvironment } from './image-environment.js';
import type { MemoryLimit, Running } from './processes.js';
import { startService } from './processes.js';

/** Members of an entry in the tenants file, which add to or replace the default ones. */
export type TenantSettings = Readonly<Record<string, unknown>>;

/** Settings of a service and the directory of its files. */
export interface ServiceFiles {
  readonly settings: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/**
 * Starts the service in its own process, with the environment of the image and without quotas, for tenants in the
 * engine's default account: `tenant-0` with the key `key-0`, and so on.
 */
export async function startServiceFor(
  tenants: readonly TenantSettings[],
  upstreamUrl: string,
  memory?: MemoryLimit,
  more: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const { settings, remove } = await filesFor(tenants, upstreamUrl);
  const running = await startService({ ...settings, ...more }, memory);
  const stop = async (): Promise<void> => {
    await running.stop();
    await remove();
  };
  return { ...running, stop };
}

/** Writes the files that `startServiceFor` uses. */
export async function filesFor(tenants: readonly TenantSettings[], upstreamUrl: string): Promise<ServiceFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const [tenantsFile, secretsFile] = [join(folder, 'tenants.json'), join(folder, 'secrets')];
  const jwksFile = join(folder, 'jwks.json');
  await writeFile(jwksFile, JSON.stringify({ keys: [jwkOf(ISSUER_KEYS)] }));
  await writeFile(tenantsFile, JSON.stringify({ tenants: tenants.map(entryOf), issuers: [{ ...ISSUER, jwksFile }] }));
  await writeFile(secretsFile, randomBytes(48).toString('base64'));
  const files = { TENANTS_FILE: tenantsFile, SECRETS_FILE: secretsFile };
  const agent = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${upstreamUrl}/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: secretsFile,
  };
  const environment = { REKOGNITION: upstreamUrl, BENCH_ID: 'test', BENCH_SECRET: 'test', QUOTAS: 'off' };
  const settings = { ...imageEnvironment(), ...environment, ...files, ...agent };
  return { settings, remove: () => rm(folder, { recursive: true }) };
}

const ISSUER_KEYS = ecPair('bench');
const ISSUER = {
  issuer: 'https://issuer.example',
  audience: 'faces',
  algorithms: ['ES256'],
  tenantClaim: 'org',
  scopesClaim: 'scope',
};

/** Returns a token for the first tenant, valid for one hour. */
export function tokenFor(subject: string): string {
  const iat = Math.floor(Date.now() / 1_000);
  const { issuer: iss, audience: aud } = ISSUER;
  return signedToken(ISSUER_KEYS, { iss, aud, sub: subject, org: 'tenant-0', scope: 'write', iat, exp: iat + 3_600 });
}

function entryOf(settings: TenantSettings, number: number): object {
  const sha256 = createHash('sha256').update(`key-${number}`).digest('hex');
  return {
    id: `tenant-${number}`,
    awsAccount: '000000000000',
    region: 'eu-west-1',
    credentials: { static: { accessKeyIdEnv: 'BENCH_ID', secretAccessKeyEnv: 'BENCH_SECRET' } },
    apiKeys: [{ id: `key-${number}`, sha256, scopes: ['read', 'write'] }],
    ...settings,
  };
}
