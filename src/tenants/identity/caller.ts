import type { Tenant } from '../../config/tenant.js';
import type { Scope } from '../../config/tenants-file/claims.js';
import type { Trace } from '../../observability/traces.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';

/** Who acts for the tenant: an API key, by its id, or the subject of a token. */
export type Principal =
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'subject'; readonly issuer: string; readonly subject: string };

/** The idempotency record of a write with a key. */
export interface WriteRecord {
  /** Whether an earlier request with the key was sent and its outcome is unknown. */
  readonly isRepeat: boolean;

  /**
   * Must resolve before the first attempt is sent. If it rejects, nothing may be sent.
   *
   * @param mayRepeat whether the write may be retried if its outcome stays unknown.
   */
  markSent(mayRepeat: boolean): Promise<void>;
}

/** The caller of a request and its limits, passed from Admission to the connection to AWS. */
export interface Caller extends CallLimits {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly scopes: readonly Scope[];
  readonly requestId: string;
  readonly trace: Trace;
  /** The idempotency key, unquoted. */
  readonly idempotencyKey?: string | undefined;
  /** Called when a write reaches the audit, which then records its outcome. */
  readonly onWrite?: () => void;
  /** Called when the outcome of a write attempt is unclear. */
  readonly onUnclear?: () => void;
  readonly record?: WriteRecord | undefined;
}

/** The identity behind a valid credential. */
export interface Identity extends Pick<Caller, 'tenant' | 'principal' | 'scopes'> {
  /** Expiry on the wall clock; negative infinity once the tenants file no longer has the key, tenant or issuer. */
  readonly goodUntilMs: () => number;
  /** Why a token has no scope. */
  readonly scopesFault?: ClaimFault | undefined;
}

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

/** What is wrong with a claim. For the log only: names come from the settings, and nothing from the token. */
export interface ClaimFault {
  readonly claim: string;
  readonly fault: string;
}

export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';

  constructor(
    readonly reason: RefusalReason,
    readonly claimFault?: ClaimFault,
  ) {
    super(reason);
    // Stack traces would make floods of wrong credentials expensive.
    delete this.stack;
  }
}

export function refuse(reason: RefusalReason, claimFault?: ClaimFault): never {
  throw new CredentialRefused(reason, claimFault);
}
