import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { ProblemFilter } from '../problems/problem.filter.js';

/** More than the longest deadline (30 s) plus the body timeout that precedes it (7 s). */
const MAX_ANSWER_MS = 45_000;
/** The deadline starts after the wait for an image slot (at most 30 s) and the body (at most 60 s). */
const MAX_IMAGE_ANSWER_MS = 130_000;

/**
 * Answers 504 if a request has no response long after its deadline, which only a bug can cause. Fastify cancels its own
 * `handlerTimeout` once the body has been read.
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
    // Once the headers are sent, the response can no longer become a problem.
    if (reply.raw.headersSent) reply.raw.destroy();
    else if (!reply.sent) this.problems.answer(tooLate(request), request, reply);
  }
}

function limitMsOf({ exchange }: FastifyRequest): number {
  const { images = [] } = exchange.operation?.bodyRules ?? {};
  return images.length > 0 ? MAX_IMAGE_ANSWER_MS : MAX_ANSWER_MS;
}

/** A stuck write may already have been carried out. */
function tooLate({ exchange }: FastifyRequest): Failure {
  const failure = new Failure('deadline-passed');
  return exchange.write === undefined ? failure : failure.with({ effect: 'unknown', retryable: false });
}
