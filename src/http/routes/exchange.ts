import type { IncomingMessage } from 'node:http';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Failure, type InputFault } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import type { Trace } from '../../observability/traces.js';
import type { OpenSpan } from '../../observability/traces.js';
import type { Caller, ClaimFault, RefusalReason } from '../../tenants/identity/caller.js';
import type { KeyedWrite } from '../idempotency/keyed-write.js';
import type { OperationFacts } from '../openapi/operation-options.js';

/** The state of one HTTP request in the request pipeline. */
export interface Exchange {
  /** The matched route, such as `/collections/{collectionId}`. Contains no ids, so it is safe for logs and metrics. */
  readonly route: string;
  /** Undefined on public routes. */
  readonly operation: OperationFacts | undefined;
  readonly trace: Trace;
  /** Absent if the request is not traced. */
  readonly span?: OpenSpan;
  readonly startedMs: number;
  /** As the trusted proxies report it; empty if it is not known. */
  readonly clientAddress: string;
  caller?: Caller;
  /** How long the caller waits, counted from when the body is complete. */
  timeoutMs?: number;
  /** The operation's name, if the route writes. */
  write?: string | undefined;
  /** Whether the write has been audited already, so that RefusedWrites skips it. */
  isAudited?: boolean;
  /** Whether StrictOutcome returns an incomplete outcome as a problem (`Prefer: handling=strict`). */
  strict?: boolean;
  /** The write of a request with an idempotency key, until it ends. */
  keyedWrite?: KeyedWrite | undefined;
  /** Header faults, reported together with those of path, query and body. */
  headerFaults: InputFault[];
  bodyDropped?: boolean;
  /** Why the credential was rejected. Logged, never returned to the caller. */
  reason?: RefusalReason;
  claimFault?: ClaimFault | undefined;
  /** Called when the answer is sent, even to a client that has left: the handler no longer uses the request's images. */
  endImages?: () => void;
  code?: FailureCode;
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }

  interface FastifyContextConfig {
    /** Absent on public routes. */
    operation?: OperationFacts;
    /** The route as OpenAPI writes it; absent if none matched. */
    template?: string;
  }
}

/** How often the request has a header. Node joins or drops repetitions in `headers`. */
export function linesOf({ rawHeaders }: IncomingMessage, header: string): number {
  const isLine = (name: string, index: number): boolean =>
    index % 2 === 0 && name.length === header.length && name.toLowerCase() === header;
  return rawHeaders.filter(isLine).length;
}

export const SENT_TWICE = 'must not be sent more than once';

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = exchangeOf(context);
  if (caller === undefined) throw new Failure('internal');
  return caller;
});

/** Whether the body was empty although the content type was JSON. */
export const BodyDropped = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean => exchangeOf(context).bodyDropped === true,
);

function exchangeOf(context: ExecutionContext): FastifyRequest['exchange'] {
  return context.switchToHttp().getRequest<FastifyRequest>().exchange;
}
