import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { CallerRevoked, type CallLimits, Deadline } from '../../resilience/time/call-limits.js';
import type { Caller, Identity } from '../../tenants/identity/caller.js';
import { CredentialWatch } from '../../tenants/identity/tenant-directory.js';
import { linesOf } from '../routes/exchange.js';
import { readIdempotencyKey } from '../idempotency/keyed-request.js';
import { acceptsJson, readPreferences } from '../negotiation/preferences.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { isPublic } from '../openapi/operation.decorator.js';
import { Authentication } from './authentication.js';

/** Authenticates the caller and checks scope, `Prefer` and `Accept` before the body is read. Public routes pass. */
@Injectable()
export class Admission {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly authentication: Authentication,
    private readonly credentials: CredentialWatch,
  ) {}

  install(fastify: FastifyInstance): void {
    fastify.addHook('preParsing', async (request, reply) => {
      const { operation } = request.exchange;
      if (operation !== undefined) await this.admit(request, reply, operation);
    });
    // Restarts the deadline, because the body has been read.
    fastify.addHook('preHandler', ({ exchange }, _reply, done) => {
      const { caller, timeoutMs = 0 } = exchange;
      if (caller !== undefined) exchange.caller = { ...caller, deadline: Deadline.after(this.clock, timeoutMs) };
      done();
    });
  }

  /** @throws Failure unauthenticated, too-many-attempts, insufficient-scope, not-acceptable, validation-failed */
  private async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    { scope, outcome, answers, write }: OperationFacts,
  ): Promise<void> {
    const { timeoutMs, strict, applied } = readPreferences(request.headers['prefer'], outcome);
    const disconnect = abortOnDisconnect(reply);
    const limits = { deadline: Deadline.after(this.clock, timeoutMs), signal: disconnect.signal };
    const identity = await this.authentication.identify(request, limits);
    this.abortOnRevocation(identity, disconnect, reply);
    if (applied.length > 0) void reply.header('Preference-Applied', applied.join(', '));
    Object.assign(request.exchange, { caller: callerOf(identity, request, limits), timeoutMs, strict, write });
    if (!identity.scopes.includes(scope)) {
      request.exchange.claimFault = identity.scopesFault;
      throw new Failure('insufficient-scope', { detail: `This operation needs the scope \`${scope}\`.` });
    }
    if (answers && !acceptsJson(request.headers.accept)) throw new Failure('not-acceptable');
  }

  /** Aborts the request when its credential expires or is revoked. */
  private abortOnRevocation(identity: Identity, controller: AbortController, reply: FastifyReply): void {
    const release = this.credentials.watch(identity, () => controller.abort(new CallerRevoked()));
    if (reply.raw.closed) release();
    else reply.raw.once('close', release);
  }
}

function callerOf(
  { tenant, principal, scopes }: Identity,
  { id, headers, exchange, raw }: FastifyRequest,
  limits: CallLimits,
): Caller {
  const header = headers['idempotency-key'];
  const { key: idempotencyKey, faults = [] } =
    header === undefined ? {} : readIdempotencyKey(header, linesOf(raw, 'idempotency-key'));
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

/** Aborts when the connection closes before the response was sent. */
function abortOnDisconnect(reply: FastifyReply): AbortController {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller;
}

/** Rejects requests that Admission has not authenticated, unless their controller is public. */
@Injectable()
export class TenantGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { exchange } = context.switchToHttp().getRequest<FastifyRequest>();
    if (exchange.caller === undefined && !isPublic(context.getClass())) throw new Failure('unauthenticated');
    return true;
  }
}
