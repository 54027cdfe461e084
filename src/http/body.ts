import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Failure } from '../failures/failure.js';

/** Enough for every operation that takes ids: 100 of them are 4.4 kB. */
const BODY_LIMIT_BYTES = 16 * 1024;
const NO_LENGTH = new Set([undefined, '0']);

/**
 * Takes bodies into the service's own hands, as bytes. They are parsed only after the guard has let the caller in,
 * and an empty body is no body whatever its content type says: clients and proxies drop the body of a DELETE and
 * leave the header, and Fastify's parsers would refuse that before any route is asked.
 */
export function ownBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (request, body, done) => {
    acceptBody(request, body as Buffer, done);
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isEmpty(request)) forgetBody(request);
    done();
  });
}

function acceptBody(request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: Buffer) => void): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type } = request.headers;
  if (body.length === 0) {
    forgetBody(request);
    done(null);
  } else if (!isJson(type) || encoding !== 'identity') {
    done(new Failure('unsupported-media-type'));
  } else {
    done(null, body);
  }
}

function isEmpty({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && NO_LENGTH.has(headers['content-length']);
}

/** Without its header Fastify does not look for a parser, which a wrong type would not have. */
function forgetBody(request: FastifyRequest): void {
  request.exchange.bodyDropped = isJson(request.headers['content-type']);
  delete request.raw.headers['content-type'];
}

function isJson(type: string | undefined): boolean {
  return /^application\/json *(; *charset="?utf-8"? *)?$/i.test(type ?? '');
}

/**
 * Parses a body.
 *
 * @throws Failure malformed-json when it is not JSON in UTF-8, or would set an object's prototype.
 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), refusePrototype);
  } catch {
    throw new Failure('malformed-json');
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError();
  return value;
}
