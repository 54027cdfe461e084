import type { Tenant } from '../../config/tenant.js';
import type { Scope } from '../../config/tenants-file/tenants-file.js';
import type { Principal } from './caller.js';

/** What a good credential says: for whom somebody acts, who that is, and what they may do. */
export interface Identity {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly scopes: readonly Scope[];
  /**
   * Until when the credential is good, on the wall clock and by the present version of the tenants file: it has passed
   * when the file no longer has the key, tenant or issuer.
   */
  readonly goodUntilMs: () => number;
}

/** What callers send to say who they are: an API key, or a token signed by an issuer (a JWT). */
export interface Credential {
  readonly kind: 'key' | 'token';
  readonly text: string;
}

/** Why a credential is not good. It is for the operator's log; callers are never told. */
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

/** The credential is not good. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';

  constructor(readonly reason: RefusalReason) {
    super(reason);
    // It is an answer, not a bug, and floods of wrong credentials would pay for its stack.
    delete this.stack;
  }
}
