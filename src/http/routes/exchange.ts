import type { IncomingMessage } from 'node:http';

import type { FastifyRequest } from 'fastify';

import type { InputFault } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { Trace } from '../../observability/trace-context.js';
import type { OpenSpan } from '../../observability/traces.js';
import type { Caller, ClaimFault, RefusalReason } from '../../tenants/identity/caller.js';
import type { ImageSlot } from '../bodies/image-admission.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { inBraces } from './route-table.js';

/** The state of one HTTP request in the request pipeline. */
export interface Exchange {
  readonly trace: Trace;
  /** Absent if the request is not traced. */
  readonly span?: OpenSpan;
  readonly startedMs: number;
  /** As the trusted proxies report it; empty if it is not known. */
  readonly clientAddress: string;
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
