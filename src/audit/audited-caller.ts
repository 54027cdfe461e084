import type { AuditedCaller } from './audit-line.js';
import type { Caller, Principal } from '../tenants/identity/caller.js';

/** The caller as recorded in the audit. Logs omit the subject, which may be a person's name or address. */
export function auditedCaller({ tenant, principal, requestId }: Caller): AuditedCaller {
  return { tenant: tenant.id, ...credentialOf(principal), requestId };
}

function credentialOf(principal: Principal): Pick<AuditedCaller, 'keyId' | 'issuer' | 'subject'> {
  if (principal.kind === 'key') return { keyId: principal.keyId };
  return { issuer: principal.issuer, subject: principal.subject };
}
