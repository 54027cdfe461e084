import { KeysUsageError, readKeysOptions, KEYS_USAGE, type NewKeyOptions } from './keys-options.js';
import { systemClock } from '../resilience/time/clock.js';
import { newApiKey } from '../tenants/identity/new-api-key.js';

const USAGE_ERROR = 2;

try {
  const options = readKeysOptions(process.argv.slice(2));
  process.stdout.write(options === 'help' ? KEYS_USAGE : createKey(options));
} catch (error) {
  if (!(error instanceof KeysUsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${KEYS_USAGE}`);
  process.exitCode = USAGE_ERROR;
}

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
