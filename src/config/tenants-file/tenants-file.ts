import type { Issuer } from './issuer.js';

export const SCOPES = ['read', 'write', 'admin'] as const;

/** What a credential allows: reading, changing users and faces, or managing collections and tags. */
export type Scope = (typeof SCOPES)[number];

/** AWS's published quotas, no limit, or calls per second by operation in place of the published ones. */
export type QuotaChoice = 'aws' | 'off' | Readonly<Record<string, number>>;

/** Of each secret either the variable of the environment or the file that holds it. */
export interface StaticSettings {
  readonly accessKeyIdEnv?: string;
  readonly accessKeyIdFile?: string;
  readonly secretAccessKeyEnv?: string;
  readonly secretAccessKeyFile?: string;
  readonly sessionTokenEnv?: string;
  readonly sessionTokenFile?: string;
}

/** A role to be assumed. */
export interface AssumedRoleSettings {
  readonly roleArn: string;
  readonly durationSeconds?: number;
  readonly sessionPolicy?: boolean;
}

/** Exactly one kind. */
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
  /** An instant with its offset, such as 2027-01-01T00:00:00Z. */
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

/** The tenants file, as YAML or JSON hold it: what fits the schema in tenants-file.schema.ts. */
export interface TenantsFile {
  readonly accounts?: Readonly<Record<string, AccountSettings>>;
  readonly tenants: readonly TenantSettings[];
  readonly issuers?: readonly Issuer[];
}
