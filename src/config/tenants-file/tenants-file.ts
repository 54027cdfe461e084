export const SCOPES = ['read', 'write', 'admin'] as const;

/** What a credential allows: `read`, `write` (users and faces), or `admin` (collections and tags). */
export type Scope = (typeof SCOPES)[number];

/** AWS's published quotas, no limit, or calls per second by operation, which override the published ones. */
export type QuotaChoice = 'aws' | 'off' | Readonly<Record<string, number>>;

/** For each secret either an environment variable or a file. */
export interface StaticSettings {
  readonly accessKeyIdEnv?: string;
  readonly accessKeyIdFile?: string;
  readonly secretAccessKeyEnv?: string;
  readonly secretAccessKeyFile?: string;
  readonly sessionTokenEnv?: string;
  readonly sessionTokenFile?: string;
}

export interface AssumedRoleSettings {
  readonly roleArn: string;
  readonly durationSeconds?: number;
  readonly sessionPolicy?: boolean;
}

/** Exactly one member is set. */
export interface CredentialsSettings {
  readonly static?: StaticSettings;
  readonly assumeRole?: AssumedRoleSettings & { readonly externalIdEnv?: string };
  readonly webIdentity?: AssumedRoleSettings & { readonly tokenFile?: string };
  readonly container?: object;
  readonly default?: object;
}

export interface ApiKeySettings {
  readonly id: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601 with an offset, such as 2027-01-01T00:00:00Z. */
  readonly expiresAt?: string;
}

export interface S3Settings {
  readonly bucket: string;
  readonly keyPrefix?: string;
}

export interface TenantSettings {
  readonly id: string;
  readonly awsAccount: string;
  readonly region: string;
  readonly weight?: number;
  readonly collectionPrefix?: string;
  readonly allowedCollections?: readonly string[];
  readonly sharedWith?: string;
  readonly s3?: readonly S3Settings[];
  readonly credentials: CredentialsSettings;
  readonly apiKeys: readonly ApiKeySettings[];
}

export interface AccountSettings {
  readonly quotas?: QuotaChoice;
}

/**
 * An issuer of tokens (JWT). Its `tenantClaim` names the tenant a caller acts for, and its `scopesClaim` the
 * permissions. Keys are fetched only from `jwksUri`.
 */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopesClaim: string;
  /** Longest lifetime of a token, from `iat` to `exp`. Default: 24 hours. */
  readonly maxLifetimeSeconds?: number;
  /** Ids of the tenants that the issuer may name. Default: all. */
  readonly tenants?: readonly string[];
}

/** The content of the tenants file, valid against tenants-file.schema.ts. */
export interface TenantsFile {
  readonly accounts?: Readonly<Record<string, AccountSettings>>;
  readonly tenants: readonly TenantSettings[];
  readonly issuers?: readonly Issuer[];
}
