import { Environment, readTextFile } from '../environment.js';
import type { RoleSettings, StaticKeys, TenantCredentials } from '../tenant.js';
import type { CredentialsSettings, StaticSettings } from './tenants-file.schema.js';

const DEFAULT_DURATION_SECONDS = 3_600;
/**
 * Hosts for which plain HTTP is allowed.
 *
 * @source AWS SDKs and Tools reference guide, "Container credential provider"
 */
const AGENTS = new Set(['localhost', '127.0.0.1', '[::1]', '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']);

/** @source AWS STS API reference, Credentials: AccessKeyId. Secrets and tokens are sent in headers or signed as ASCII. */
const KEY_ID = /^\w+$/;
const SECRET = /^[\x20-\x7e]+$/;
const KEYS = { accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: SECRET };

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
  const report = (member: string, fault: string): void =>
    environment.fault(`TENANTS_FILE: ${path}.${member}: names a variable or file ${fault}`);
  const credentials = readCredentials(environment, settings, report);
  const { faults } = environment;
  return faults.length === 0 ? credentials : { kind: 'missing', faults };
}

type Report = (member: string, fault: string) => void;

const MISSING = 'that is empty or missing';

function readCredentials(
  environment: Environment,
  { static: keys, assumeRole, webIdentity, container }: CredentialsSettings,
  report: Report,
): TenantCredentials {
  if (keys !== undefined) {
    reportKeys(environment, keys, report);
    return { kind: 'static', read: () => readKeys(environment, keys) };
  }
  if (assumeRole !== undefined) return readRole(environment, assumeRole, report);
  if (webIdentity !== undefined) {
    const { tokenFile: named } = webIdentity;
    const tokenFile = named ?? environment.text('AWS_WEB_IDENTITY_TOKEN_FILE') ?? '';
    if (readText(tokenFile) === '') {
      if (named === undefined) environment.fault('AWS_WEB_IDENTITY_TOKEN_FILE must name a file that is not empty');
      else report('webIdentity.tokenFile', MISSING);
    }
    return { kind: 'webIdentity', ...roleOf(webIdentity), tokenFile };
  }
  return container === undefined ? { kind: 'default' } : readContainer(environment);
}

function readRole(
  environment: Environment,
  settings: NonNullable<CredentialsSettings['assumeRole']>,
  report: Report,
): TenantCredentials {
  const { externalId: given, externalIdEnv: variable, externalIdFile: file } = settings;
  const isNamed = variable !== undefined || file !== undefined;
  const externalId = isNamed ? readNamed(environment, variable, file) : given;
  if (externalId === '') report(`assumeRole.${variable === undefined ? 'externalIdFile' : 'externalIdEnv'}`, MISSING);
  return { kind: 'assumeRole', ...roleOf(settings), ...(externalId !== undefined && { externalId }) };
}

function reportKeys(environment: Environment, settings: StaticSettings, report: Report): void {
  for (const [name, pattern] of Object.entries(KEYS)) {
    for (const member of [`${name}Env`, `${name}File`] as (keyof StaticSettings)[]) {
      if (settings[member] === undefined) continue;
      const key = readKey(environment, settings, name as keyof StaticKeys);
      if (key === '') report(`static.${member}`, MISSING);
      else if (!pattern.test(key)) report(`static.${member}`, 'whose content is no AWS key');
    }
  }
}

function readContainer(environment: Environment): TenantCredentials {
  const uri = environment.text('AWS_CONTAINER_CREDENTIALS_FULL_URI') ?? '';
  if (!isAgent(URL.parse(uri)))
    environment.fault(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL, or an http URL of a loopback address or an AWS agent',
    );
  const tokenFile = environment.text('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE') ?? '';
  if (readText(tokenFile) === '')
    environment.fault('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE must name a file that is not empty');
  return { kind: 'container', uri, tokenFile };
}

function roleOf(settings: Partial<RoleSettings> & Pick<RoleSettings, 'roleArn'>): RoleSettings {
  const { roleArn, durationSeconds = DEFAULT_DURATION_SECONDS, sessionPolicy = false } = settings;
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

function readKey(environment: Environment, settings: StaticSettings, name: keyof StaticKeys): string {
  return readNamed(environment, settings[`${name}Env`], settings[`${name}File`]);
}

/** Tools that copy a file into a variable leave its last line break in. */
function readNamed(environment: Environment, variable: string | undefined, file = ''): string {
  return variable === undefined ? readText(file) : (environment.text(variable) ?? '').trim();
}

/** Returns '' if the file cannot be read. */
function readText(path: string): string {
  return path === '' ? '' : (readTextFile(path)?.trim() ?? '');
}
