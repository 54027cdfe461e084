import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

import { Failure } from '../../failures/failure.js';

/** How many of the requested changes were made: all, some or none. */
export type Outcome = 'complete' | 'partial' | 'none';

export function outcomeOf(unsuccessful: number, requested: number): Outcome {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}

/**
 * Returns a `partial` or `none` outcome as a problem if the request has `Prefer: handling=strict`. Only the response
 * differs: changes that were made are not rolled back.
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
