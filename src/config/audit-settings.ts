import type { Environment } from './environment.js';
import type { Secrets } from './secrets.js';

/** Where audit entries are written, and whether a write fails when its entry cannot be written. */
export interface AuditSettings {
  readonly to:
    { readonly kind: 'off' } | { readonly kind: 'stdout' } | { readonly kind: 'file'; readonly path: string };
  readonly required: boolean;
}

/** Reads `AUDIT` and `AUDIT_REQUIRED`. */
export function readAudit(environment: Environment, secrets: Secrets): AuditSettings {
  const to = readDestination(environment);
  const required = environment.choice('AUDIT_REQUIRED', ['true', 'false'], to.kind === 'off' ? 'false' : 'true');
  if (to.kind === 'off' && required === 'true') environment.fault('AUDIT_REQUIRED=true needs AUDIT');
  if (to.kind === 'file' && secrets.random && environment.text('SECRETS_FILE') === undefined) {
    environment.fault('AUDIT to a file needs SECRETS_FILE: with random secrets the file could not be verified later');
  }
  return { to, required: required === 'true' };
}

/** A path must contain a slash, so that a misspelt `off` or `stdout` does not become a file. */
function readDestination(environment: Environment): AuditSettings['to'] {
  const text = environment.text('AUDIT') ?? 'off';
  if (text === 'off' || text === 'stdout') return { kind: text };
  if (text.includes('/') && !text.endsWith('/')) return { kind: 'file', path: text };
  return environment.refuse('AUDIT must be off, stdout or the path of a file such as /var/log/faces/audit.jsonl', {
    kind: 'off',
  });
}
