import { readFileSync } from 'node:fs';

import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { parse } from 'yaml';

import type { QuotaChoice } from './config.js';
import type { Environment } from './environment.js';
import type { StaticKeys, Tenant, TenantCredentials } from './tenant.js';
import { ruleFaults } from './tenants-file-rules.js';
import { AccountSettings, type StaticCredentials, type TenantSettings, TenantsFile } from './tenants-file.js';

const LARGEST_FILE_CHARACTERS = 16 * 1024 * 1024;
/** Warnings would be printed, and they quote the file. */
const PARSE_OPTIONS = { maxAliasCount: 100, logLevel: 'error' } as const;
const SHAPE_RULES = { whitelist: true, forbidNonWhitelisted: true };

/** What a tenants file says. */
export interface TenantsOfFile {
  readonly tenants: readonly Tenant[];
  /** By account, for those that the file names. */
  readonly quotas: ReadonlyMap<string, QuotaChoice>;
}

const NOBODY: TenantsOfFile = { tenants: [], quotas: new Map() };

/**
 * Reads and checks the tenants file. Every fault is gathered in `environment`, by its path and without values; then
 * the tenants are not to be used.
 */
export function readTenantsFile(environment: Environment, path: string): TenantsOfFile {
  const file = parseFile(environment, path);
  if (file === undefined) return NOBODY;
  const shapeFaults = [...flatten(validateSync(file, SHAPE_RULES)), ...accountFaults(file)];
  const faults = shapeFaults.length > 0 ? shapeFaults : ruleFaults(file);
  for (const fault of faults) environment.fault(`TENANTS_FILE: ${fault}`);
  if (faults.length > 0) return NOBODY;
  return {
    tenants: file.tenants.map((settings) => tenantOf(environment, settings)),
    quotas: quotasOf(file),
  };
}

function parseFile(environment: Environment, path: string): TenantsFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    environment.fault('TENANTS_FILE cannot be read');
    return undefined;
  }
  const file = text.length > LARGEST_FILE_CHARACTERS ? undefined : parseObject(text);
  if (file === undefined) environment.fault('TENANTS_FILE is not a YAML or JSON object of at most 16 MiB');
  return file;
}

/** A member without a value counts as absent. The parser's own words are dropped: they quote the file. */
function parseObject(text: string): TenantsFile | undefined {
  try {
    const parsed: unknown = parse(text, dropEmptyMember, PARSE_OPTIONS);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return plainToInstance(TenantsFile, parsed);
  } catch {
    return undefined;
  }
}

function dropEmptyMember(this: unknown, _key: unknown, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

function accountFaults({ accounts = {} }: TenantsFile): string[] {
  if (typeof accounts !== 'object' || Array.isArray(accounts)) return ['accounts: must be an object'];
  return Object.entries(accounts).flatMap(([id, settings]) => {
    if (!/^\d{12}$/.test(id)) return ['accounts: every key must be an AWS account id, 12 digits in quotes'];
    if (typeof settings !== 'object') return [`accounts.${id}: must be an object`];
    return flatten(validateSync(plainToInstance(AccountSettings, settings), SHAPE_RULES), `accounts.${id}.`);
  });
}

function quotasOf({ accounts = {} }: TenantsFile): Map<string, QuotaChoice> {
  const entries = Object.entries(accounts);
  return new Map(entries.flatMap(([id, { quotas }]) => (quotas === undefined ? [] : [[id, quotas]])));
}

function flatten(errors: readonly ValidationError[], parent = ''): string[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((message) => `${parent}${property}: ${message}`),
    ...flatten(children, `${parent}${property}.`),
  ]);
}

function tenantOf(environment: Environment, settings: TenantSettings): Tenant {
  const { id, awsAccount, region, weight = 1, apiKeys } = settings;
  return {
    id,
    awsAccount,
    region,
    weight,
    view: { kind: 'all' },
    s3: [],
    credentials: credentialsOf(environment, settings),
    apiKeys: apiKeys.map((key) => ({
      id: key.id,
      sha256: Buffer.from(key.sha256, 'hex'),
      scopes: key.scopes,
      ...(key.expiresAt !== undefined && { expiresAtMs: Date.parse(key.expiresAt) }),
    })),
  };
}

/** Keys are read once here, so that one that is missing is told at start. */
function credentialsOf(environment: Environment, { id, credentials }: TenantSettings): TenantCredentials {
  const settings = credentials.static;
  if (settings === undefined) return { kind: 'default' };
  for (const name of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    const variable = settings[`${name}Env`];
    const wanted = variable ?? settings[`${name}File`];
    if (wanted === undefined || readKey(environment, settings, name) !== '') continue;
    const place = variable ?? `TENANTS_FILE: tenants (${id}): ${name}File`;
    environment.fault(`${place} is needed, and empty or absent`);
  }
  return { kind: 'static', read: () => readKeys(environment, settings) };
}

function readKeys(environment: Environment, settings: StaticCredentials): StaticKeys {
  const sessionToken = readKey(environment, settings, 'sessionToken');
  return {
    accessKeyId: readKey(environment, settings, 'accessKeyId'),
    secretAccessKey: readKey(environment, settings, 'secretAccessKey'),
    ...(sessionToken !== '' && { sessionToken }),
  };
}

function readKey(
  environment: Environment,
  settings: StaticCredentials,
  name: 'accessKeyId' | 'secretAccessKey' | 'sessionToken',
): string {
  const variable = settings[`${name}Env`];
  if (variable !== undefined) return environment.text(variable) ?? '';
  const path = settings[`${name}File`];
  try {
    return path === undefined ? '' : readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
