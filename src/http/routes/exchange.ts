import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { FastifyRequest } from 'fastify';

import type { InputFault } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { Caller, ClaimFault, RefusalReason, Trace } from '../../tenants/identity/caller.js';
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
  quota?: OperationQuota;
  /** The operation's name, if the route writes. */
  write?: string;
  /** Whether the write has been audited already, so that RefusedWrites skips it. */
  isAudited?: boolean;
  /** Whether StrictInterceptor returns an incomplete outcome as a problem (`Prefer: handling=strict`). */
  strict?: boolean;
  /** Header faults, reported together with those of path, query and body. */
  headerFaults: InputFault[];
  bodyDropped?: boolean;
  /** Why the credential was rejected. Logged, never returned to the caller. */
  reason?: RefusalReason;
  claimFault?: ClaimFault | undefined;
  imageSlot?: ImageSlot;
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

/** The matched route, such as `/collections/{collectionId}`. Contains no ids, so it is safe for logs and metrics. */
export function routeTemplate(request: FastifyRequest): string {
  return inBraces(request.routeOptions.url ?? '');
}

/** How often the request has a header. Node joins or drops repetitions in `headers`. */
export function linesOf({ rawHeaders }: IncomingMessage, header: string): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length;
}

export const SENT_TWICE = 'must not be sent more than once';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/** Continues the caller's trace, or starts one if the header is invalid. @source W3C Trace Context, section 3.2. */
export function continueTrace(traceparent: string | string[] | undefined): Trace {
  const spanId = randomBytes(8).toString('hex');
  const [, traceId = '', parentId = '', flags = '00'] = TRACEPARENT.exec(String(traceparent)) ?? [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(parentId)) {
    return { traceId: randomBytes(16).toString('hex'), spanId, flags: '00' };
  }
  return { traceId, spanId, flags };
}

export function traceparentOf({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
