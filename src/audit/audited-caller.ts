import type { AuditedCaller } from './audit-line.js';
import type { Caller, Principal } from '../tenants/identity/caller.js';

/** Who acts, as the audit tells it. Logs tell less: a subject may be a person's name or address. */
export function auditedCaller({ tenant, principal, requestId }: Caller): AuditedCaller {
  return { tenant: tenant.id, ...nameOf(principal), requestId };
}

function nameOf(principal: Principal): Pick<AuditedCaller, 'keyId' | 'issuer' | 'subject'> {
  if (principal.kind === 'key') return { keyId: principal.keyId };
  return { issuer: principal.issuer, subject: principal.subject };
}
