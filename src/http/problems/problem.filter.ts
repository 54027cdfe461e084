import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { Logger } from '../../observability/logger.js';
import { renderProblem } from './problem.js';
import { methodNotAllowed, RouteTable } from '../routes/route-table.js';

@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { keyedWrite } = request.exchange;
    const answer = (error: unknown): void => this.answer(this.failureOf(error, request), request, reply);
    request.exchange.keyedWrite = undefined;
    if (keyedWrite === undefined) answer(thrown);
    else void keyedWrite.fail(thrown).then(answer);
  }

  /** Also called for errors that Fastify reports before routing. */
  answer(failure: Failure, request: FastifyRequest, reply: FastifyReply): void {
    if (failure.code === 'internal') this.logger.bug(request.id, failure.facts.cause);
    const { status, headers, body } = renderProblem(failure, request.id, this.config.basePath);
    request.exchange.code = failure.code;
    void reply.status(status).headers(headers).serializer(JSON.stringify).send(body);
  }

  private failureOf(thrown: unknown, request: FastifyRequest): Failure {
    if (!(thrown instanceof HttpException)) return withEffect(classify(thrown), request);
    // Nest wraps Fastify's errors in HttpExceptions, and throws one if no route matches.
    const caused = thrown.cause === undefined ? undefined : classify(thrown.cause);
    if (caused !== undefined && caused.code !== 'internal') return caused;
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return new Failure('route-not-found');
    return methodNotAllowed(allowed);
  }
}

/** An internal error may occur after a write was carried out. */
function withEffect(failure: Failure, { method, exchange }: FastifyRequest): Failure {
  const mayHaveWritten = exchange.caller !== undefined && method !== 'GET' && method !== 'HEAD';
  return failure.code === 'internal' && mayHaveWritten ? failure.with({ effect: 'unknown' }) : failure;
}
