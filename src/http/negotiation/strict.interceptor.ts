import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

import { Failure } from '../../failures/failure.js';

/** How far a change of several things went. */
export type Outcome = 'complete' | 'partial' | 'none';

/**
 * Tells an outcome that is not complete as a problem, to callers who prefer so (`Prefer: handling=strict`). It
 * changes only how the outcome is told: what was done stays done.
 */
@Injectable()
export class StrictInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { exchange } = context.switchToHttp().getRequest<FastifyRequest>();
    return exchange.strict === true ? next.handle().pipe(map(refuseIncomplete)) : next.handle();
  }
}

function refuseIncomplete(answer: { outcome: Outcome }): object {
  if (answer.outcome === 'complete') return answer;
  const effect = answer.outcome === 'none' ? 'none' : 'partial';
  throw new Failure('unsuccessful-faces', { effect, extension: answer });
}
