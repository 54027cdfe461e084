import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { type Scope, SCOPES } from '../config/tenants-file/claims.js';
import { systemClock } from '../resilience/time/clock.js';
import { KEY_ENVIRONMENTS, newApiKey } from '../tenants/identity/new-api-key.js';

const USAGE = `Usage: npm run keys -- new --tenant ID [options]

Creates an API key and prints it once, with the lines for the tenants file, which stores only its hash.

  --tenant ID     id of the tenant in the tenants file
  --id NAME       name of the key in the file and in logs: letters, digits, hyphens (generated)
  --scopes LIST   comma-separated: read, write, admin                            (read,write)
  --expires TIME  lifetime in days or hours: 90d, 12h                            (never)
  --env ENV       live or test, part of the key                                   (live)
  --help          print this help
`;

/** The command line is invalid. */
class UsageError extends Error {}

const TENANT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const LIFE = /^([1-9][0-9]{0,4})([dh])$/;
const HOUR_MS = 3_600_000;

const USAGE_ERROR = 2;

try {
  const options = readOptions(process.argv.slice(2));
  process.stdout.write(options === 'help' ? USAGE : createKey(options));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = USAGE_ERROR;
}

type NewKeyOptions = Exclude<ReturnType<typeof readOptions>, 'help'>;

/** The key is printed outside the YAML so that pasting the whole output fails instead of storing the secret. */
function createKey({ tenant, id, scopes, environment, lifeMs }: NewKeyOptions): string {
  const { key, sha256 } = newApiKey(environment, id);
  const expiresAt = lifeMs === undefined ? [] : [`        expiresAt: '${instantIn(lifeMs)}'`];
  return [
    `API key of ${tenant}, shown only once:`,
    '',
    key,
    '',
    'Add this to its apiKeys in the tenants file (only the hash is stored):',
    '',
    `      - id: ${id}`,
    `        sha256: ${sha256}`,
    `        scopes: [${scopes.join(', ')}]`,
    ...expiresAt,
    '',
  ].join('\n');
}

/** Formats the expiry to the second. */
function instantIn(lifeMs: number): string {
  return new Date(systemClock.wallMs() + lifeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** @throws UsageError */
function readOptions(args: readonly string[]) {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  if (positionals.length !== 1 || positionals[0] !== 'new') throw new UsageError('the only command is: new');
  const { tenant = '', scopes = 'read,write', expires, env = 'live' } = values;
  if (!TENANT.test(tenant)) throw new UsageError('--tenant must be a tenant id');
  const id = values.id ?? idFor(tenant);
  if (!KEY_ID.test(id)) throw new UsageError('--id must be 1 to 64 letters, digits and hyphens');
  const environment = KEY_ENVIRONMENTS.find((each) => each === env);
  if (environment === undefined) throw new UsageError(`--env must be ${KEY_ENVIRONMENTS.join(' or ')}`);
  return { tenant, id, scopes: readScopes(scopes), environment, lifeMs: readLife(expires) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    tenant: text,
    id: text,
    scopes: text,
    expires: text,
    env: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Returns an id such as `acme-3f9a1c07`: recognizable and unique. */
function idFor(tenant: string): string {
  return `${tenant.replaceAll(/[^A-Za-z0-9]/g, '-').slice(0, 50)}-${randomBytes(4).toString('hex')}`;
}

function readScopes(text: string): Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  if (scopes.length === words.length) return scopes;
  throw new UsageError(`--scopes must be a comma-separated list of ${SCOPES.join(', ')} without repetition`);
}

/** Returns undefined for a key that does not expire. */
function readLife(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = LIFE.exec(text) ?? [];
  if (count === undefined) throw new UsageError('--expires must be a number of days or hours, such as 90d or 12h');
  return Number(count) * HOUR_MS * (unit === 'd' ? 24 : 1);
}
