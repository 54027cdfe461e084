import type { Scope } from './tenants-file.js';

/** The keys that sign a tenant's calls to AWS. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How a tenant's calls are signed. `read` fetches the keys from where the operator keeps them, each time anew. */
export type TenantCredentials = { kind: 'static'; read: () => StaticKeys } | { kind: 'default' };

/** An API key as the service knows it: never the key, only its hash. */
export interface ApiKey {
  readonly id: string;
  readonly sha256: Buffer;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs?: number;
}

/** A company or department on whose behalf callers act, with an AWS identity of its own. */
export interface Tenant {
  readonly id: string;
  readonly awsAccount: string;
  readonly region: string;
  /** Share of the account's quota, relative to the other tenants of the account. */
  readonly weight: number;
  readonly credentials: TenantCredentials;
  readonly apiKeys: readonly ApiKey[];
}
