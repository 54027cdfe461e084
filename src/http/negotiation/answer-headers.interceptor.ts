import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';

import { CONFIG, type Config } from '../../config/config.js';
import { operationOf } from '../openapi/operation.decorator.js';
import { splitTarget } from '../routes/route-table.js';

/** Adds `Location` to responses that create a resource, and `Link` (RFC 8288) to pages that have a next one. */
@Injectable()
export class AnswerHeadersInterceptor implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'basePath'>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap((answer: unknown) => void reply.headers(this.headersOf(answer, request, context))));
  }

  private headersOf(answer: unknown, request: FastifyRequest, context: ExecutionContext): Record<string, string> {
    if (request.exchange.caller === undefined) return {};
    const { location } = operationOf(context.getHandler());
    const { nextCursor, dryRun } = (answer ?? {}) as { nextCursor?: unknown; dryRun?: unknown };
    return {
      ...(location !== undefined &&
        dryRun !== true && { Location: this.config.basePath + filled(location, request, answer) }),
      ...(typeof nextCursor === 'string' && { Link: `<${nextPage(request.url, nextCursor)}>; rel="next"` }),
    };
  }
}

/** Replaces placeholders with the members of that name in the request's path or body, or in the answer. */
function filled(template: string, { params, body }: FastifyRequest, answer: unknown): string {
  const named = { ...(params as object), ...(body as object), ...(answer as object | undefined) } as Record<
    string,
    string
  >;
  return template.replace(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(named[name] ?? ''));
}

function nextPage(url: string, cursor: string): string {
  const { path, query } = splitTarget(url);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
