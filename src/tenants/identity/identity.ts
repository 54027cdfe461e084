import type { Tenant } from '../../config/tenant.js';
import type { Scope } from '../../config/tenants-file/tenants-file.js';
import type { Principal } from './caller.js';

/** The tenant, principal and scopes of a valid credential. */
export interface Identity {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly scopes: readonly Scope[];
  /**
   * When the credential expires, on the wall clock. Evaluated against the current tenants file: negative infinity once
   * the file no longer has the key, tenant or issuer.
   */
  readonly goodUntilMs: () => number;
}

/** An API key or a token (JWT). */
export interface Credential {
  readonly kind: 'key' | 'token';
  readonly text: string;
}

/** Why a credential was rejected. For the log only; callers do not see it. */
export type RefusalReason =
  | 'unknown-key'
  | 'malformed'
  | 'unknown-issuer'
  | 'algorithm'
  | 'unknown-signing-key'
  | 'signature'
  | 'expired'
  | 'claims'
  | 'lifetime'
  | 'foreign-tenant'
  | 'unknown-tenant';

export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';

  constructor(readonly reason: RefusalReason) {
    super(reason);
    // Stack traces would make floods of wrong credentials expensive.
    delete this.stack;
  }
}
