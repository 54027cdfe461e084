import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { type Scope, SCOPES } from '../config/tenants-file/tenants-file.js';
import { KEY_ENVIRONMENTS, type KeyEnvironment } from '../tenants/identity/new-api-key.js';

/** The text of `--help`. */
export const KEYS_USAGE = `Usage: npm run keys -- new --tenant ID [options]

Creates an API key and prints it once, with the lines for the tenants file, which stores only its hash.

  --tenant ID     id of the tenant in the tenants file
  --id NAME       name of the key in the file and in logs: letters, digits, hyphens (generated)
  --scopes LIST   comma-separated: read, write, admin                            (read,write)
  --expires TIME  lifetime in days or hours: 90d, 12h                            (never)
  --env ENV       live or test, part of the key                                   (live)
  --help          print this help
`;

/** The command line is invalid. */
export class KeysUsageError extends Error {
  override readonly name = 'KeysUsageError';
}

export interface NewKeyOptions {
  readonly tenant: string;
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly environment: KeyEnvironment;
  /** Undefined: no expiry. */
  readonly lifeMs: number | undefined;
}

const TENANT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const LIFE = /^([1-9][0-9]{0,4})([dh])$/;
const HOUR_MS = 3_600_000;

/**
 * Parses the command line.
 *
 * @throws KeysUsageError
 */
export function readKeysOptions(args: readonly string[]): NewKeyOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  if (positionals.length !== 1 || positionals[0] !== 'new') throw new KeysUsageError('the only command is: new');
  const { tenant = '', scopes = 'read,write', expires, env = 'live' } = values;
  if (!TENANT.test(tenant)) throw new KeysUsageError('--tenant must be a tenant id');
  const id = values.id ?? idFor(tenant);
  if (!KEY_ID.test(id)) throw new KeysUsageError('--id must be 1 to 64 letters, digits and hyphens');
  const environment = KEY_ENVIRONMENTS.find((each) => each === env);
  if (environment === undefined) throw new KeysUsageError(`--env must be ${KEY_ENVIRONMENTS.join(' or ')}`);
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
    throw new KeysUsageError(error instanceof Error ? error.message : String(error));
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
  throw new KeysUsageError(`--scopes must be a comma-separated list of ${SCOPES.join(', ')} without repetition`);
}

function readLife(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = LIFE.exec(text) ?? [];
  if (count === undefined) throw new KeysUsageError('--expires must be a number of days or hours, such as 90d or 12h');
  return Number(count) * HOUR_MS * (unit === 'd' ? 24 : 1);
}
