import type { Tenant } from '../config/tenant.js';
import type { Scope } from '../config/tenants-file.js';
import type { Patience } from '../resilience/patience.js';

/** The W3C trace that a request belongs to. */
export interface Trace {
  /** 32 hex digits, the caller's or made here. */
  readonly traceId: string;
  /** 16 hex digits: this service's part of the trace. */
  readonly spanId: string;
  /** Two hex digits, such as `01` for sampled. */
  readonly flags: string;
}

/** Who asks, and how long they wait: the one argument that travels from the guard to the wire. */
export interface Caller extends Patience {
  readonly tenant: Tenant;
  /** Names the API key; the key itself is forgotten as soon as it was checked. */
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  readonly requestId: string;
  readonly trace: Trace;
  /** The caller's own key for this write, unquoted. */
  readonly idempotencyKey?: string;
}
