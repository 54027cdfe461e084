import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { ProblemFilter } from '../problems/problem.filter.js';

/** Above the longest deadline (30 s) and the time that a body has before it (7 s). */
const LIMIT_MS = 45_000;
/** A slot is waited for before the body (30 s at most), which has 60 s; then the deadline begins. */
const IMAGE_LIMIT_MS = 130_000;

/**
 * The safety net: answers 504 when a request has no answer long after its deadline, which takes a defect.
 *
 * Fastify's own `handlerTimeout` is cancelled as soon as a body has been read.
 */
@Injectable()
export class AnswerTimeout {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly problems: ProblemFilter,
  ) {}

  install(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const cancelTimer = this.clock.schedule(limitMsOf(request), () => this.expire(request, reply));
      reply.raw.once('close', cancelTimer);
      done();
    });
  }

  private expire(request: FastifyRequest, reply: FastifyReply): void {
    // An answer that has begun cannot become another one.
    if (reply.raw.headersSent) reply.raw.destroy();
    else if (!reply.sent) this.problems.answer(tooLate(request), request, reply);
  }
}

function limitMsOf({ routeOptions }: FastifyRequest): number {
  const { images = [] } = routeOptions.config.operation?.bodyRules ?? {};
  return images.length > 0 ? IMAGE_LIMIT_MS : LIMIT_MS;
}

/** Where a write got stuck is not known, so it may have been carried out. */
function tooLate({ exchange }: FastifyRequest): Failure {
  const failure = new Failure('deadline-passed');
  return exchange.write === undefined ? failure : failure.with({ effect: 'unknown', retryable: false });
}
