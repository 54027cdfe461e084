import { isDeepStrictEqual } from 'node:util';

import type { Environment } from '../environment.js';
import { credentialsOf } from './read-credentials.js';
import type { ApiKey, CollectionView, S3Location, Tenant } from '../tenant.js';
import type { ApiKeySettings, Issuer, QuotaChoice, TenantSettings, TenantsFile } from './tenants-file.schema.js';

/** The content of a tenants file. */
export interface TenantsOfFile {
  readonly tenants: readonly Tenant[];
  /** By account id. */
  readonly quotas: ReadonlyMap<string, QuotaChoice>;
  readonly issuers: readonly Issuer[];
  /** What is missing for the tenants whose credentials are `missing`. */
  readonly closed: readonly string[];
}

/** The previous version of the files. */
export interface PreviousVersion {
  readonly file: TenantsFile;
  readonly read: TenantsOfFile;
}

/** Reuses the previous Tenant or Issuer object when its settings, and what is missing, are unchanged. */
export function tenantsOf(
  file: TenantsFile,
  variables: Environment['variables'],
  previous?: PreviousVersion,
): TenantsOfFile {
  const settingsById = new Map(previous?.file.tenants.map((settings) => [settings.id, settings]));
  const tenantsById = new Map(previous?.read.tenants.map((tenant) => [tenant.id, tenant]));
  const tenants = file.tenants.map((settings, index) => {
    const tenant = tenantsById.get(settings.id);
    const isSame = tenant !== undefined && isDeepStrictEqual(settingsById.get(settings.id), settings);
    if (isSame && tenant.credentials.kind !== 'missing') return tenant;
    const next = tenantOf(variables, settings, `tenants.${index}`);
    return isSame && isDeepStrictEqual(tenant.credentials, next.credentials) ? tenant : next;
  });
  const issuers = (file.issuers ?? []).map(
    (issuer) => previous?.read.issuers.find((same) => isDeepStrictEqual(same, issuer)) ?? issuer,
  );
  const missing = tenants.flatMap(({ credentials }) => (credentials.kind === 'missing' ? credentials.faults : []));
  return { tenants, quotas: quotasOf(file), issuers, closed: [...new Set(missing)] };
}

function quotasOf({ accounts = {} }: TenantsFile): Map<string, QuotaChoice> {
  const entries = Object.entries(accounts);
  return new Map(entries.flatMap(([id, { quotas }]) => (quotas === undefined ? [] : [[id, quotas]])));
}

function tenantOf(variables: Environment['variables'], settings: TenantSettings, path: string): Tenant {
  const { id, awsAccount, region, weight = 1, credentials, apiKeys } = settings;
  return {
    id,
    awsAccount,
    region,
    weight,
    view: viewOf(settings),
    s3: locationsOf(settings),
    credentials: credentialsOf(variables, credentials, `${path}.credentials`),
    apiKeys: apiKeys.map(apiKeyOf),
  };
}

export function viewOf({ collectionPrefix, allowedCollections }: TenantSettings): CollectionView {
  if (collectionPrefix !== undefined) return { kind: 'prefix', prefix: collectionPrefix };
  if (allowedCollections === undefined) return { kind: 'all' };
  return { kind: 'listed', collectionIds: new Set(allowedCollections) };
}

export function locationsOf({ s3 = [] }: TenantSettings): S3Location[] {
  return s3.map(({ bucket, keyPrefix = '' }) => ({ bucket, keyPrefix }));
}

function apiKeyOf({ id, sha256, scopes, expiresAt }: ApiKeySettings): ApiKey {
  return {
    id,
    sha256: Buffer.from(sha256, 'hex'),
    scopes,
    ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
  };
}
