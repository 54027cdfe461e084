import type { Scope } from './tenants-file/claims.js';

/** The keys that sign a tenant's calls to AWS. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * How a tenant's calls are signed.
 *
 * - `static`: keys from variables or files; `read` reads them again on each call;
 * - `assumeRole`: a role assumed with the service's own identity;
 * - `webIdentity`: a role assumed with a Kubernetes token (IRSA);
 * - `container`: credentials from the agent at `uri` (EKS Pod Identity);
 * - `default`: the SDK's default chain;
 * - `missing`: variables or files that the settings name are missing, so that the tenant's calls are rejected.
 */
export type TenantCredentials =
  | { readonly kind: 'static'; readonly read: () => StaticKeys }
  | ({ readonly kind: 'assumeRole'; readonly externalId?: string } & RoleSettings)
  | ({ readonly kind: 'webIdentity'; readonly tokenFile: string } & RoleSettings)
  | { readonly kind: 'container'; readonly uri: string; readonly tokenFile?: string }
  | { readonly kind: 'default' }
  | { readonly kind: 'missing'; readonly faults: readonly string[] };

export interface RoleSettings {
  readonly roleArn: string;
  /** 900 to 43,200. */
  readonly durationSeconds: number;
  /** Whether a session policy restricts sessions to the tenant's collections. */
  readonly sessionPolicy: boolean;
}

/**
 * The collections of the account and region that a tenant sees: all, those with a prefix (added and removed by the
 * service, invisible to callers), or a list.
 */
export type CollectionView =
  | { readonly kind: 'all' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'listed'; readonly collectionIds: ReadonlySet<string> };

/** The settings of a tenant that decide which collection an id refers to. */
export type TenantNames = Pick<Tenant, 'id' | 'awsAccount' | 'region' | 'view'>;

/**
 * Identifies what a tenant's collection ids refer to: tenant, account, region and prefix. Data kept between requests is
 * stored per namespace, because a new version of the tenants file can change all but the tenant id. The list of
 * collections is not part of it: it restricts ids but does not change their meaning.
 */
export function namespaceOf({ id, awsAccount, region, view }: TenantNames): string {
  return JSON.stringify([id, awsAccount, region, view.kind === 'prefix' ? view.prefix : '']);
}

/** S3 objects that callers may name: those of `bucket` whose keys start with `keyPrefix`. */
export interface S3Location {
  readonly bucket: string;
  /** Empty for the whole bucket. */
  readonly keyPrefix: string;
}

/** An API key. The service stores only its hash. */
export interface ApiKey {
  readonly id: string;
  readonly sha256: Buffer;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs?: number;
}

/** A company or department on whose behalf callers act, with its own AWS identity. */
export interface Tenant {
  readonly id: string;
  readonly awsAccount: string;
  readonly region: string;
  /** Share of the account's quota, relative to the other tenants of the account. */
  readonly weight: number;
  readonly view: CollectionView;
  /** Empty: callers may not name S3 objects. */
  readonly s3: readonly S3Location[];
  readonly credentials: TenantCredentials;
  readonly apiKeys: readonly ApiKey[];
}

/** Regions of partitions other than `aws`. @source botocore, partitions.json */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The ARN of a collection. `id` is the id at AWS, including any prefix. */
export function collectionArn({ awsAccount, region }: Pick<Tenant, 'awsAccount' | 'region'>, id: string): string {
  return `arn:${partitionOf(region)}:rekognition:${region}:${awsAccount}:collection/${id}`;
}
