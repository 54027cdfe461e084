import 'reflect-metadata';

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';

export const SCOPES = ['read', 'write', 'admin'] as const;

/** What a credential allows: reading, changing users and faces, or managing collections and tags. */
export type Scope = (typeof SCOPES)[number];

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** ISO 8601 leaves out the offset, or names weeks and days of the year; those are other instants elsewhere, or none. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;
const INSTANT_RULE = { message: '$property must be an instant such as 2027-01-01T00:00:00Z' };
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Refuses a setting that is part of the format but not enforced: ignoring it would grant what it forbids. */
function NotSupportedYet(): PropertyDecorator {
  return ValidateBy({
    name: 'notSupportedYet',
    validator: { validate: (value) => value === undefined, defaultMessage: () => '$property is not supported yet' },
  });
}

/** One of two ways to name a secret: a variable of the environment, or a file that holds it. */
export class StaticCredentials {
  @IsOptional() @Matches(VARIABLE) accessKeyIdEnv?: string;
  @IsOptional() @IsString() accessKeyIdFile?: string;
  @IsOptional() @Matches(VARIABLE) secretAccessKeyEnv?: string;
  @IsOptional() @IsString() secretAccessKeyFile?: string;
  @IsOptional() @Matches(VARIABLE) sessionTokenEnv?: string;
  @IsOptional() @IsString() sessionTokenFile?: string;
}

/** Accepts `{}` alone: what has no settings must not be given any. */
function HasNoSettings(): PropertyDecorator {
  return ValidateBy({
    name: 'noSettings',
    validator: { validate: isEmptyObject, defaultMessage: () => '$property has no settings: it must be {}' },
  });
}

/** Exactly one kind. */
export class CredentialsSettings {
  @IsOptional() @IsObject() @ValidateNested() @Type(() => StaticCredentials) static?: StaticCredentials;
  /** The SDK's default chain: the environment, a profile, the instance's role. */
  @IsOptional() @HasNoSettings() default?: object;
  @NotSupportedYet() assumeRole?: unknown;
  @NotSupportedYet() webIdentity?: unknown;
  @NotSupportedYet() container?: unknown;
}

export class ApiKeySettings {
  /** Names the key in logs; the key itself is never written anywhere. */
  @Matches(NAME) id: string;
  /** Lower-case hex of the SHA-256 of the key. */
  @Matches(/^[0-9a-f]{64}$/) sha256: string;
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsIn(SCOPES, { each: true }) scopes: Scope[];
  @IsOptional() @IsISO8601({ strict: true }, INSTANT_RULE) @Matches(INSTANT, INSTANT_RULE) expiresAt?: string;
}

export class TenantSettings {
  @Matches(NAME) id: string;
  @Matches(/^\d{12}$/) awsAccount: string;
  @Matches(/^[a-z]{2}(-[a-z]+)+-\d$/) region: string;
  /** Share of the account's quota. */
  @IsOptional() @IsNumber() @Min(0.01) @Max(1_000) weight?: number;
  /** Tenants that name the same word may see the same collections. */
  @IsOptional() @Matches(NAME) sharedWith?: string;
  @NotSupportedYet() collectionPrefix?: unknown;
  @NotSupportedYet() allowedCollections?: unknown;
  @NotSupportedYet() s3?: unknown;
  @IsObject() @ValidateNested() @Type(() => CredentialsSettings) credentials: CredentialsSettings;
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ApiKeySettings)
  apiKeys: ApiKeySettings[];
}

/** What tenants of one AWS account share: `aws` (its published quotas), `off`, or calls per second by operation. */
export class AccountSettings {
  @IsOptional()
  @ValidateBy({
    name: 'quotas',
    validator: {
      validate: isQuotas,
      defaultMessage: () => '$property must be aws, off or calls per second by operation',
    },
  })
  quotas?: 'aws' | 'off' | Record<string, number>;
}

/** The tenants file, as `TENANTS_FILE` holds it in YAML or JSON. */
export class TenantsFile {
  @IsOptional() accounts?: Record<string, AccountSettings>;
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(10_000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TenantSettings)
  tenants: TenantSettings[];
  @NotSupportedYet() issuers?: unknown;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function isQuotas(value: unknown): boolean {
  if (value === 'aws' || value === 'off') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([operation, rate]) =>
      /^[A-Z][A-Za-z]{1,63}$/.test(operation) && typeof rate === 'number' && rate > 0 && rate <= 100_000,
  );
}
