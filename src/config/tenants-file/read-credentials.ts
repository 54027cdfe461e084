import { readFileSync } from 'node:fs';

import { Environment } from '../environment.js';
import type { RoleSettings, StaticKeys, TenantCredentials } from '../tenant.js';
import type { CredentialsSettings, StaticSettings } from './tenants-file.schema.js';

const DEFAULT_DURATION_SECONDS = 3_600;
/**
 * Hosts for which plain HTTP is allowed.
 *
 * @source AWS SDKs and Tools reference guide, "Container credential provider"
 */
const AGENTS = new Set(['localhost', '127.0.0.1', '[::1]', '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']);

type AssumeRoleSettings = NonNullable<CredentialsSettings['assumeRole']>;
type KeyName = 'accessKeyId' | 'secretAccessKey' | 'sessionToken';
const KEY_NAMES: readonly KeyName[] = ['accessKeyId', 'secretAccessKey', 'sessionToken'];

/** @source AWS STS API reference, Credentials: AccessKeyId. Secrets and tokens are sent in headers or signed as ASCII. */
const KEY_ID = /^\w+$/;
const SECRET = /^[\x20-\x7e]+$/;

/**
 * Reads how a tenant's calls are signed. If variables or files are missing, the kind is `missing`.
 *
 * @param path path of the settings within the tenants file, for faults. Faults do not quote names: an operator may have
 *   put a secret where the name of its variable belongs.
 */
export function credentialsOf(
  variables: Environment['variables'],
  settings: CredentialsSettings,
  path: string,
): TenantCredentials {
  const environment = new Environment(variables);
  const credentials = readCredentials(new Reader(environment, path), settings);
  const { faults } = environment;
  return faults.length === 0 ? credentials : { kind: 'missing', faults };
}

function readCredentials(reader: Reader, settings: CredentialsSettings): TenantCredentials {
  if (settings.static !== undefined) return reader.static(settings.static);
  if (settings.assumeRole !== undefined) return reader.assumeRole(settings.assumeRole);
  if (settings.webIdentity !== undefined) return reader.webIdentity(settings.webIdentity);
  return settings.container === undefined ? { kind: 'default' } : reader.container();
}

class Reader {
  constructor(
    private readonly environment: Environment,
    private readonly path: string,
  ) {}

  static(settings: StaticSettings): TenantCredentials {
    for (const name of KEY_NAMES) {
      for (const member of [`${name}Env`, `${name}File`] as const) {
        if (settings[member] === undefined) continue;
        const key = readKey(this.environment, settings, name);
        if (key === '') this.missing(`static.${member}`);
        else if (!(name === 'accessKeyId' ? KEY_ID : SECRET).test(key)) this.noKey(`static.${member}`);
      }
    }
    return { kind: 'static', read: () => readKeys(this.environment, settings) };
  }

  assumeRole(settings: AssumeRoleSettings): TenantCredentials {
    const { externalId: given, externalIdEnv, externalIdFile, ...role } = settings;
    if (externalIdEnv === undefined && externalIdFile === undefined)
      return { kind: 'assumeRole', ...roleOf(role), ...(given !== undefined && { externalId: given }) };
    const externalId =
      externalIdEnv === undefined ? readText(externalIdFile ?? '') : this.environment.text(externalIdEnv);
    if (externalId === undefined || externalId === '')
      this.missing(`assumeRole.${externalIdEnv === undefined ? 'externalIdFile' : 'externalIdEnv'}`);
    return { kind: 'assumeRole', ...roleOf(role), externalId: externalId ?? '' };
  }

  webIdentity({ tokenFile: named, ...role }: NonNullable<CredentialsSettings['webIdentity']>): TenantCredentials {
    const tokenFile = named ?? this.environment.text('AWS_WEB_IDENTITY_TOKEN_FILE') ?? '';
    if (readText(tokenFile) === '') {
      if (named === undefined) this.environment.fault('AWS_WEB_IDENTITY_TOKEN_FILE must name a file that is not empty');
      else this.missing('webIdentity.tokenFile');
    }
    return { kind: 'webIdentity', ...roleOf(role), tokenFile };
  }

  container(): TenantCredentials {
    const uri = this.environment.text('AWS_CONTAINER_CREDENTIALS_FULL_URI') ?? '';
    const tokenFile = this.environment.text('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE') ?? '';
    if (!isAgent(URL.parse(uri)))
      this.environment.fault(
        'AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL, or an http URL of a loopback address or an AWS agent',
      );
    if (readText(tokenFile) === '')
      this.environment.fault('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE must name a file that is not empty');
    return { kind: 'container', uri, tokenFile };
  }

  private noKey(member: string): void {
    this.environment.fault(
      `TENANTS_FILE: ${this.path}.${member}: names a variable or file whose content is no AWS key`,
    );
  }

  private missing(member: string): void {
    this.environment.fault(`TENANTS_FILE: ${this.path}.${member}: names a variable or file that is empty or missing`);
  }
}

function roleOf(role: Pick<AssumeRoleSettings, keyof RoleSettings>): RoleSettings {
  const { roleArn, durationSeconds = DEFAULT_DURATION_SECONDS, sessionPolicy = false } = role;
  return { roleArn, durationSeconds, sessionPolicy };
}

function isAgent(url: URL | null): boolean {
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && AGENTS.has(url.hostname));
}

function readKeys(environment: Environment, settings: StaticSettings): StaticKeys {
  const sessionToken = readKey(environment, settings, 'sessionToken');
  return {
    accessKeyId: readKey(environment, settings, 'accessKeyId'),
    secretAccessKey: readKey(environment, settings, 'secretAccessKey'),
    ...(sessionToken !== '' && { sessionToken }),
  };
}

function readKey(environment: Environment, settings: StaticSettings, name: KeyName): string {
  const variable = settings[`${name}Env`];
  // Tools that copy a file into a variable leave its last line break in.
  if (variable !== undefined) return (environment.text(variable) ?? '').trim();
  return readText(settings[`${name}File`] ?? '');
}

/** Returns '' if the file cannot be read. */
function readText(path: string): string {
  try {
    return path === '' ? '' : readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
