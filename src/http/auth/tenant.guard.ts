import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import { isPublic } from '../openapi/operation.decorator.js';

/** Rejects requests that Admission has not authenticated, unless their controller is public. */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Restarts the deadline, because the body has been read. */
  canActivate(context: ExecutionContext): boolean {
    if (isPublic(context.getClass())) return true;
    const { exchange } = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller, timeoutMs = 0 } = exchange;
    if (caller === undefined) throw new Failure('unauthenticated');
    exchange.caller = { ...caller, deadline: Deadline.after(this.clock, timeoutMs) };
    return true;
  }
}
