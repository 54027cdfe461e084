import type { Tenant } from '../../config/tenant.js';
import type { Scope } from '../../config/tenants-file/tenants-file.js';
import type { CallLimits } from '../../resilience/time/call-limits.js';

/** The W3C trace that a request belongs to. */
export interface Trace {
  /** 32 hex digits, the caller's or made here. */
  readonly traceId: string;
  /** 16 hex digits: this service's part of the trace. */
  readonly spanId: string;
  /** Two hex digits, such as `01` for sampled. */
  readonly flags: string;
}

/** Who acts for the tenant: an API key by its id, never the key itself, or the subject of an issuer's token. */
export type Principal =
  | { readonly kind: 'key'; readonly keyId: string }
  | { readonly kind: 'subject'; readonly issuer: string; readonly subject: string };

/** The record of a keyed write, by which its key has an effect once. */
export interface WriteRecord {
  /** Whether an earlier request with the key was sent and its outcome is unknown. */
  readonly isRepeat: boolean;

  /**
   * Must have ended well before the first attempt of a write is sent.
   *
   * @param mayRepeat whether the write may be run again if its outcome stays unknown.
   * @throws when it could not be written down: then nothing may be sent.
   */
  markSent(mayRepeat: boolean): Promise<void>;
}

/** Who asks, and how long they wait: the one argument that travels from the guard to the wire. */
export interface Caller extends CallLimits {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly scopes: readonly Scope[];
  readonly requestId: string;
  readonly trace: Trace;
  /** The caller's own key for this write, unquoted. */
  readonly idempotencyKey?: string | undefined;
  /** Called when a write of theirs comes to the audit, which from then on tells what becomes of it. */
  readonly onWrite?: () => void;
  /** Called when it is unknown whether an attempt of a write was carried out. */
  readonly onUnclear?: () => void;
  /** Where it is written down how far the keyed write is. */
  readonly record?: WriteRecord;
}
