import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Deadline } from '../../resilience/time/deadline.js';
import { CallerRevoked, type CallLimits } from '../../resilience/time/call-limits.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { CredentialWatch } from '../../tenants/identity/credential-watch.js';
import type { Identity } from '../../tenants/identity/identity.js';
import { acceptsJson } from '../negotiation/accept.js';
import { Authentication } from './authentication.js';
import { readIdempotencyKey } from '../idempotency/idempotency-key.js';
import { isPublic } from '../openapi/operation.decorator.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { readPreferences } from '../negotiation/prefer.js';

/**
 * Finds out who calls, from the credential alone, and what they may do and how long they wait. Routes are closed unless
 * they say they are public.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly authentication: Authentication,
    private readonly credentials: CredentialWatch,
  ) {}

  /**
   * Lets a caller in before a byte of the body is read: who may not do what they ask for is told so, and brings nothing.
   *
   * @throws Failure unauthenticated, too-many-attempts, insufficient-scope, not-acceptable, validation-failed
   */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    { scope, outcome, quota, write }: OperationFacts,
  ): Promise<Caller> {
    const { timeoutMs, strict, applied } = readPreferences(request.headers['prefer'], outcome);
    const leaving = leavingOf(reply);
    const limits = { deadline: Deadline.after(this.clock, timeoutMs), signal: leaving.signal };
    const identity = await this.authentication.identify(request, limits);
    this.endWithCredential(identity, leaving, reply);
    if (applied.length > 0) void reply.header('Preference-Applied', applied.join(', '));
    const caller = callerOf(identity, request, limits);
    Object.assign(request.exchange, { caller, timeoutMs, strict, quota, write });
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
    const { caller, timeoutMs = 0 } = exchange;
    if (caller === undefined) throw new Failure('unauthenticated');
    exchange.caller = { ...caller, deadline: Deadline.after(this.clock, timeoutMs) };
    return true;
  }

  /** Aborts the request when its credential expires or is revoked. */
  private endWithCredential(identity: Identity, leaving: AbortController, reply: FastifyReply): void {
    const release = this.credentials.watch(identity, () => leaving.abort(new CallerRevoked()));
    if (reply.raw.closed) release();
    else reply.raw.once('close', release);
  }
}

function callerOf(
  { tenant, principal, scopes }: Identity,
  { id, headers, exchange }: FastifyRequest,
  limits: CallLimits,
): Caller {
  const { key: idempotencyKey, faults } = readIdempotencyKey(headers['idempotency-key']);
  exchange.headerFaults.push(...faults);
  return {
    ...limits,
    tenant,
    principal,
    scopes,
    requestId: id,
    trace: exchange.trace,
    onWrite: () => (exchange.isAudited = true),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** Aborts when the connection closes before the answer went out. */
function leavingOf(reply: FastifyReply): AbortController {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller;
}
