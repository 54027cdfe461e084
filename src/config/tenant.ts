import type { Scope } from './tenants-file/tenants-file.js';

/** The keys that sign a tenant's calls to AWS. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * How a tenant's calls are signed.
 *
 * - `static`: `read` fetches the keys from where the operator keeps them, each time anew;
 * - `assumeRole`: a role assumed with the service's own identity;
 * - `webIdentity`: a role assumed with a token that Kubernetes writes (IRSA);
 * - `container`: what the agent at `uri` hands out (EKS Pod Identity);
 * - `default`: the SDK's default chain.
 */
export type TenantCredentials =
  | { readonly kind: 'static'; readonly read: () => StaticKeys }
  | ({ readonly kind: 'assumeRole'; readonly externalId?: string } & RoleSettings)
  | ({ readonly kind: 'webIdentity'; readonly tokenFile: string } & RoleSettings)
  | { readonly kind: 'container'; readonly uri: string; readonly tokenFile?: string }
  | { readonly kind: 'default' };

/** A role and how long its sessions last. */
export interface RoleSettings {
  readonly roleArn: string;
  /** 900 to 43,200. */
  readonly durationSeconds: number;
  /** Whether sessions are narrowed to the tenant's own collections by a policy. */
  readonly sessionPolicy: boolean;
}

/**
 * Which of its account's collections in its region a tenant sees: all; those whose ids begin with a prefix that callers
 * neither send nor see; or those of a list.
 */
export type CollectionView =
  | { readonly kind: 'all' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'listed'; readonly collectionIds: ReadonlySet<string> };

/** The settings of a tenant that decide which collection an id refers to. */
export type TenantNames = Pick<Tenant, 'id' | 'awsAccount' | 'region' | 'view'>;

/**
 * Names what a tenant's collection ids refer to: its account, its region and its prefix, beside its own id. Data kept
 * between requests belongs to a namespace, because a new version of the tenants file can change all but the id. A list
 * of collections is left out: it decides which ids may be used, not what they refer to.
 */
export function namespaceOf({ id, awsAccount, region, view }: TenantNames): string {
  return JSON.stringify([id, awsAccount, region, view.kind === 'prefix' ? view.prefix : '']);
}

/** Objects of S3 that a tenant's callers may name: those of a bucket whose names begin with `keyPrefix`. */
export interface S3Location {
  readonly bucket: string;
  /** Empty: the whole bucket. */
  readonly keyPrefix: string;
}

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
  readonly view: CollectionView;
  /** None: no object may be named. */
  readonly s3: readonly S3Location[];
  readonly credentials: TenantCredentials;
  readonly apiKeys: readonly ApiKey[];
}
