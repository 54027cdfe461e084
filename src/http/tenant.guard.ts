import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../failures/failure.js';
import { CLOCK, type Clock } from '../resilience/clock.js';
import { Deadline } from '../resilience/deadline.js';
import type { Patience } from '../resilience/patience.js';
import type { Caller } from '../tenants/caller.js';
import { type Identity, TenantDirectory } from '../tenants/tenant-directory.js';
import { acceptsJson } from './accept.js';
import { readCredential, unauthenticated } from './credential.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { isPublic, operationOf } from './operation.decorator.js';
import { readPreferences } from './prefer.js';

/**
 * Finds out who calls, from the credential alone, and what they may do and how long they wait. It runs once the body
 * is complete, so this is the moment from which patience counts. Routes are closed unless they say they are public.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly directory: TenantDirectory,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (isPublic(context.getClass())) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { scope, outcome, quota, write } = operationOf(context.getHandler());
    const identity = this.directory.identify(readCredential(request.headers));
    if (identity === undefined) throw unauthenticated();
    const { patienceMs, strict, applied } = readPreferences(request.headers['prefer'], outcome);
    if (applied.length > 0) void reply.header('Preference-Applied', applied.join(', '));
    const patience = { deadline: Deadline.after(this.clock, patienceMs), signal: leavingSignal(reply) };
    Object.assign(request.exchange, { caller: callerOf(identity, request, patience), strict, quota, write });
    if (!identity.key.scopes.includes(scope)) {
      throw new Failure('insufficient-scope', { detail: `This operation needs the scope \`${scope}\`.` });
    }
    if (!acceptsJson(request.headers.accept)) throw new Failure('not-acceptable');
    return true;
  }
}

function callerOf({ tenant, key }: Identity, { id, headers, exchange }: FastifyRequest, patience: Patience): Caller {
  const { key: idempotencyKey, faults } = readIdempotencyKey(headers['idempotency-key']);
  exchange.headerFaults.push(...faults);
  return {
    ...patience,
    tenant,
    principal: { kind: 'key', keyId: key.id },
    scopes: key.scopes,
    requestId: id,
    trace: exchange.trace,
    onWrite: () => (exchange.isAudited = true),
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
