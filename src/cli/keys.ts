import { KeysUsageError, readKeysOptions, KEYS_USAGE, type NewKeyOptions } from './keys-options.js';
import { systemClock } from '../resilience/time/clock.js';
import { newApiKey } from '../tenants/identity/new-api-key.js';

const USAGE_ERROR = 2;

try {
  const wanted = readKeysOptions(process.argv.slice(2));
  process.stdout.write(wanted === 'help' ? KEYS_USAGE : madeKey(wanted));
} catch (error) {
  if (!(error instanceof KeysUsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${KEYS_USAGE}`);
  process.exitCode = USAGE_ERROR;
}

/** The key stands outside of YAML: whoever takes all of it for lines of the tenants file has that refused, and not the key in it. */
function madeKey({ tenant, id, scopes, environment, lifeMs }: NewKeyOptions): string {
  const { key, sha256 } = newApiKey(environment, id);
  const expiresAt = lifeMs === undefined ? [] : [`        expiresAt: '${instantIn(lifeMs)}'`];
  return [
    `The key of ${tenant}, shown this once:`,
    '',
    key,
    '',
    'Lines for its apiKeys in the tenants file, which does not need the key:',
    '',
    `      - id: ${id}`,
    `        sha256: ${sha256}`,
    `        scopes: [${scopes.join(', ')}]`,
    ...expiresAt,
    '',
  ].join('\n');
}

/** To the second: the tenants file needs no more. */
function instantIn(lifeMs: number): string {
  return new Date(systemClock.wallMs() + lifeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
