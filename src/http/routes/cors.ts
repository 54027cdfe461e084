import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';

/** Stands for every port of this machine in CORS_ORIGINS, for pages under development. */
export const ANY_LOCAL_ORIGIN = 'http://localhost:*';

const LOCAL = /^http:\/\/localhost(:\d{1,5})?$/;
const MAX_AGE_SECONDS = 600;
const METHODS = 'GET, HEAD, POST, PATCH, DELETE';
const EXPOSED_HEADERS = [
  'Location',
  'Link',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
  'Idempotency-Replayed',
  'Preference-Applied',
].join(', ');

/**
 * Cross-Origin Resource Sharing (Fetch standard). Runs before everything else, so that pages can read every answer:
 * a browser hides a problem without these headers.
 */
@Injectable()
export class Cors {
  private readonly origins: readonly string[];

  constructor(@Inject(CONFIG) { corsOrigins }: Pick<Config, 'corsOrigins'>) {
    this.origins = corsOrigins;
  }

  install(fastify: FastifyInstance): void {
    if (this.origins.length === 0) return;
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!this.answers(request, reply)) done();
    });
  }

  /** Adds the headers of CORS; answers the request if it is a preflight. */
  answers({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
    if (this.origins.length === 0) return false;
    const { origin } = headers;
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    void reply.header('Vary', isPreflight ? 'Origin, Access-Control-Request-Headers' : 'Origin');
    if (origin !== undefined && this.allows(origin)) {
      void reply.headers({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': EXPOSED_HEADERS,
        ...(isPreflight && {
          'Access-Control-Allow-Methods': METHODS,
          'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
          'Access-Control-Max-Age': String(MAX_AGE_SECONDS),
        }),
      });
    }
    if (isPreflight) void reply.status(204).send();
    return isPreflight;
  }

  private allows(origin: string): boolean {
    return this.origins.includes(origin) || (this.origins.includes(ANY_LOCAL_ORIGIN) && LOCAL.test(origin));
  }
}

/** The headers of answers for which there is no request to read an origin from. They carry no data of a tenant. */
export function corsOfUnreadRequests(origins: readonly string[]): Record<string, string> {
  return origins.length === 0 ? {} : { 'Access-Control-Allow-Origin': '*' };
}
