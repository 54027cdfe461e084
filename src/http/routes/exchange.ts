import type { FastifyRequest } from 'fastify';

import type { FailureCode } from '../../failures/failures.table.js';
import type { InputFault } from '../../failures/failure.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { Caller, Trace } from '../../tenants/identity/caller.js';
import type { RefusalReason } from '../../tenants/identity/identity.js';
import type { ImageSlot } from '../bodies/image-admission.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { inBraces } from './route-table.js';

/** The state of one HTTP request in the request pipeline. */
export interface Exchange {
  readonly trace: Trace;
  readonly startedMs: number;
  caller?: Caller;
  /** How long the caller waits, counted from when the body is complete. */
  timeoutMs?: number;
  /** The quota of the route's operation. */
  quota?: OperationQuota;
  /** The operation's name, if the route writes. */
  write?: string;
  /** Whether the write has been audited already, so that RefusedWrites skips it. */
  isAudited?: boolean;
  /** Whether StrictInterceptor returns an incomplete outcome as a problem (`Prefer: handling=strict`). */
  strict?: boolean;
  /** Header faults, reported together with those of path, query and body. */
  headerFaults: InputFault[];
  /** Whether the request declared a JSON body but sent none. */
  bodyDropped?: boolean;
  /** Why the credential was rejected. Logged, never returned to the caller. */
  reason?: RefusalReason;
  /** The slot reserved for the request's images in memory. */
  imageSlot?: ImageSlot;
  /** The code of the returned problem. */
  code?: FailureCode;
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }

  interface FastifyContextConfig {
    /** Absent on public routes. */
    operation?: OperationFacts;
  }
}

/** The matched route, such as `/collections/{collectionId}`. Safe for logs and metrics: it contains no ids. */
export function routeTemplate(request: FastifyRequest): string {
  return inBraces(request.routeOptions.url ?? '');
}
