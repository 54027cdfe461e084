import { describe, expect, it } from '@jest/globals';

import type { Caller, Principal } from '../tenants/identity/caller.js';
import { auditedCaller } from './audit-line.js';

function callerWith(principal: Principal): Caller {
  return { tenant: { id: 'acme' }, principal, requestId: 'r-1', idempotencyKey: 'secret' } as Caller;
}

describe('a caller in the audit', () => {
  it('is identified by the id of the API key only', () => {
    const told = { tenant: 'acme', keyId: 'console', requestId: 'r-1' };
    expect(auditedCaller(callerWith({ kind: 'key', keyId: 'console' }))).toEqual(told);
  });

  it('is identified by issuer and subject of a token', () => {
    const token = { issuer: 'https://login.example', subject: 'ann' };
    const told = { tenant: 'acme', ...token, requestId: 'r-1' };
    expect(auditedCaller(callerWith({ kind: 'subject', ...token }))).toEqual(told);
  });
});
