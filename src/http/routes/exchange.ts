import type { FastifyRequest } from 'fastify';

import type { FailureCode } from '../../failures/failures.table.js';
import type { InputFault } from '../../failures/failure.js';
import type { OperationQuota } from '../../tenants/aws/account-quotas.js';
import type { Caller, Trace } from '../../tenants/identity/caller.js';
import type { RefusalReason } from '../../tenants/identity/identity.js';
import type { ImageSlot } from '../bodies/image-admission.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { inBraces } from './route-table.js';

/** What the edge learns about one HTTP exchange on its way. */
export interface Exchange {
  readonly trace: Trace;
  readonly startedMs: number;
  caller?: Caller;
  /** How long the caller waits, from the moment on when the body is complete. */
  timeoutMs?: number;
  /** The quota that the route's operation draws on. */
  quota?: OperationQuota;
  /** The operation of a route that writes. */
  write?: string;
  /** The audit knows of the write and tells its outcome. */
  isAudited?: boolean;
  /** Whether the answer is an outcome which, when not complete, is to be told as a problem (`Prefer: handling=strict`). */
  strict?: boolean;
  /** Faults of the header, told together with those of path, query and body. */
  headerFaults: InputFault[];
  /** The request said it carries JSON and no byte of a body came. */
  bodyDropped?: boolean;
  /** Why the credential was refused: for the log, never for the caller. */
  reason?: RefusalReason;
  /** The room that the request's images take in memory. */
  imageSlot?: ImageSlot;
  /** The code of the problem that was answered. */
  code?: FailureCode;
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }

  interface FastifyContextConfig {
    /** Absent on routes that are open to everybody. */
    operation?: OperationFacts;
  }
}

/** The route's template as callers know it, such as `/collections/{collectionId}`; never a path with ids in it. */
export function routeTemplate(request: FastifyRequest): string {
  return inBraces(request.routeOptions.url ?? '');
}
