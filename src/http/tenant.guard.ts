import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../failures/failure.js';
import { CLOCK, type Clock } from '../resilience/clock.js';
import { Deadline } from '../resilience/deadline.js';
import type { Patience } from '../resilience/patience.js';
import type { Caller } from '../tenants/caller.js';
import type { Identity } from '../tenants/identity.js';
import { acceptsJson } from './accept.js';
import { Authentication } from './authentication.js';
import { unauthenticated } from './credential.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { isPublic, type OperationFacts } from './operation.decorator.js';
import { readPreferences } from './prefer.js';

/**
 * Finds out who calls, from the credential alone, and what they may do and how long they wait. Routes are closed unless
 * they say they are public.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly authentication: Authentication,
  ) {}

  /**
   * Lets a caller in before a byte of the body is read: who may not do what they ask for is told so, and brings nothing.
   *
   * @throws Failure unauthenticated, too-many-attempts, insufficient-scope, not-acceptable, validation-failed
   */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    { scope, outcome, quota }: OperationFacts,
  ): Promise<Caller> {
    const { patienceMs, strict, applied } = readPreferences(request.headers['prefer'], outcome);
    const patience = { deadline: Deadline.after(this.clock, patienceMs), signal: leavingSignal(reply) };
    const identity = await this.authentication.identify(request, patience);
    if (applied.length > 0) void reply.header('Preference-Applied', applied.join(', '));
    const caller = callerOf(identity, request, patience);
    Object.assign(request.exchange, { caller, patienceMs, strict, quota });
    if (!identity.scopes.includes(scope)) {
      throw new Failure('insufficient-scope', { detail: `This operation needs the scope \`${scope}\`.` });
    }
    if (!acceptsJson(request.headers.accept)) throw new Failure('not-acceptable');
    return caller;
  }

  /** Runs once the body is complete: from this moment on patience counts. */
  canActivate(context: ExecutionContext): boolean {
    if (isPublic(context.getClass())) return true;
    const { exchange } = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller, patienceMs = 0 } = exchange;
    if (caller === undefined) throw unauthenticated();
    exchange.caller = { ...caller, deadline: Deadline.after(this.clock, patienceMs) };
    return true;
  }
}

function callerOf(identity: Identity, { id, headers, exchange }: FastifyRequest, patience: Patience): Caller {
  const { key: idempotencyKey, faults } = readIdempotencyKey(headers['idempotency-key']);
  exchange.headerFaults.push(...faults);
  return {
    ...patience,
    ...identity,
    requestId: id,
    trace: exchange.trace,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** Aborts when the connection closes before the answer went out. */
function leavingSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
