import { isDeepStrictEqual } from 'node:util';

import type { Environment } from '../environment.js';
import { credentialsOf } from './read-credentials.js';
import { type ConfiguredOperation, LONGEST_SESSION_POLICY, sessionPolicyOf } from '../session-policy.js';
import type { ApiKey, CollectionView, Tenant } from '../tenant.js';
import type { ApiKeySettings, Issuer, QuotaChoice, TenantSettings, TenantsFile } from './tenants-file.schema.js';

/** The content of a tenants file. */
export interface TenantsOfFile {
  readonly tenants: readonly Tenant[];
  /** By account id. */
  readonly quotas: ReadonlyMap<string, QuotaChoice>;
  readonly issuers: readonly Issuer[];
}

/** The previous version: its issuers, and its tenants with the settings they were created from. */
export interface PreviousVersion {
  readonly tenants: ReadonlyMap<string, { readonly settings: TenantSettings; readonly tenant: Tenant }>;
  readonly issuers: readonly Issuer[];
}

const NOTHING: PreviousVersion = { tenants: new Map(), issuers: [] };

/**
 * Reuses the previous Tenant or Issuer object when its settings are unchanged. Missing secrets are reported to
 * `environment`; discard the result if there are any.
 */
export function tenantsOf(
  file: TenantsFile,
  environment: Environment,
  operations: readonly ConfiguredOperation[],
  previous: PreviousVersion = NOTHING,
): TenantsOfFile {
  const tenants = file.tenants.map((settings, index) => {
    const same = previous.tenants.get(settings.id);
    if (same !== undefined && isDeepStrictEqual(same.settings, settings)) return same.tenant;
    const tenant = tenantOf(environment, settings, `tenants.${index}`);
    if (isPolicyTooLong(tenant, operations))
      environment.fault(
        `TENANTS_FILE: tenants.${index}.credentials.${tenant.credentials.kind}.sessionPolicy: the session policy is longer than AWS allows; use a collectionPrefix or a shorter list`,
      );
    return tenant;
  });
  const issuers = (file.issuers ?? []).map(
    (issuer) => previous.issuers.find((same) => isDeepStrictEqual(same, issuer)) ?? issuer,
  );
  return { tenants, quotas: quotasOf(file), issuers };
}

export function previousOf({ tenants: settings }: TenantsFile, { tenants, issuers }: TenantsOfFile): PreviousVersion {
  const settingsOf = new Map(settings.map((each) => [each.id, each]));
  const pairs = tenants.flatMap((tenant) => {
    const own = settingsOf.get(tenant.id);
    return own === undefined ? [] : [[tenant.id, { settings: own, tenant }] as const];
  });
  return { tenants: new Map(pairs), issuers };
}

function quotasOf({ accounts = {} }: TenantsFile): Map<string, QuotaChoice> {
  const entries = Object.entries(accounts);
  return new Map(entries.flatMap(([id, { quotas }]) => (quotas === undefined ? [] : [[id, quotas]])));
}

function tenantOf(environment: Environment, settings: TenantSettings, path: string): Tenant {
  const { id, awsAccount, region, weight = 1, s3 = [], credentials, apiKeys } = settings;
  return {
    id,
    awsAccount,
    region,
    weight,
    view: viewOf(settings),
    s3: s3.map(({ bucket, keyPrefix = '' }) => ({ bucket, keyPrefix })),
    credentials: credentialsOf(environment, credentials, `${path}.credentials`),
    apiKeys: apiKeys.map(apiKeyOf),
  };
}

function isPolicyTooLong(tenant: Tenant, operations: readonly ConfiguredOperation[]): boolean {
  const narrowed = 'sessionPolicy' in tenant.credentials && tenant.credentials.sessionPolicy;
  return narrowed && sessionPolicyOf(tenant, operations).length > LONGEST_SESSION_POLICY;
}

function viewOf({ collectionPrefix, allowedCollections }: TenantSettings): CollectionView {
  if (collectionPrefix !== undefined) return { kind: 'prefix', prefix: collectionPrefix };
  if (allowedCollections === undefined) return { kind: 'all' };
  return { kind: 'listed', collectionIds: new Set(allowedCollections) };
}

function apiKeyOf({ id, sha256, scopes, expiresAt }: ApiKeySettings): ApiKey {
  return {
    id,
    sha256: Buffer.from(sha256, 'hex'),
    scopes,
    ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
  };
}
