import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { hookRoutes, splitTarget } from '../routes/route-table.js';

/** Adds `Location` to responses that create a resource, and `Link` (RFC 8288) to pages that have a next one. */
@Injectable()
export class AnswerHeaders {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'basePath'>) {}

  install(fastify: FastifyInstance): void {
    hookRoutes(fastify, ({ location, list }) => list || location !== undefined, {
      preSerialization: (request, reply, answer, done) => {
        if (request.exchange.code === undefined) void reply.headers(this.headersOf(answer, request));
        done();
      },
    });
  }

  private headersOf(answer: unknown, request: FastifyRequest): Record<string, string> {
    const { location } = request.exchange.operation ?? {};
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
