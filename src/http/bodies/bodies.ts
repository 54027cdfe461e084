import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { endAfterAnswer, giveBack, readBody } from './body-reader.js';
import { type BodyRules, formOf, IMAGE_LIMIT_BYTES, isBodyEmpty, SMALL_BODY, typesOf } from './body-rules.js';
import { type Form, MultipartReader } from './multipart.js';

/** An unparsed body, in the form given by its content type. */
export type ReceivedBody =
  | { readonly form: 'json'; readonly bytes: Buffer }
  | { readonly form: 'image'; readonly bytes: Buffer }
  | ({ readonly form: 'multipart' } & Form);

/**
 * Reads request bodies within the BodyRules of their operation, after Admission. Interceptors parse the body later.
 *
 * An empty body counts as absent whatever its content type: some clients and proxies drop the body of a DELETE but keep
 * the header, which Fastify's own parsers reject.
 */
@Injectable()
export class Bodies {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  install(fastify: FastifyInstance): void {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (request: FastifyRequest) => this.read(request));
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (isBodyEmpty(request.headers)) forgetBody(request);
      done();
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      if (!request.raw.readableEnded && !isBodyEmpty(request.headers)) endAfterAnswer(request, reply);
      done();
    });
  }

  /** Leaves the bodies of requests without an operation unread. */
  private async read(request: FastifyRequest): Promise<ReceivedBody | undefined> {
    const { operation } = request.routeOptions.config;
    if (operation === undefined) return undefined;
    const receiver = operation.body === undefined ? IGNORING : receiverOf(request, operation.bodyRules);
    const bounds = { pace: operation.bodyRules.pace, ...receiver.largest };
    if (Number(request.headers['content-length']) > bounds.limitBytes) throw bounds.tooLarge();
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      receiver.take(chunk);
    };
    try {
      const bytes = await readBody(request.raw, this.clock, bounds, take);
      if (bytes > 0) return await receiver.end();
    } finally {
      giveBack(chunks);
    }
    forgetBody(request);
    return undefined;
  }
}

/** Assembles a body from its chunks. */
interface Receiver {
  readonly largest: { readonly limitBytes: number; readonly tooLarge: () => Failure };
  readonly take: (chunk: Buffer) => void;
  /** The chunks are freed afterwards, so the result must not share their memory. */
  readonly end: () => ReceivedBody | undefined | Promise<ReceivedBody>;
}

const TOO_LARGE = (): Failure => new Failure('body-too-large');

/** Discards a body, but reads it to its end so that the connection can be reused. */
const IGNORING: Receiver = {
  largest: { limitBytes: SMALL_BODY.limitBytes, tooLarge: TOO_LARGE },
  take: () => undefined,
  end: () => undefined,
};

function receiverOf({ headers }: FastifyRequest, rules: BodyRules): Receiver {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  const form = encoding === 'identity' ? formOf(type, rules) : undefined;
  const largest = { limitBytes: rules.limitBytes, tooLarge: TOO_LARGE };
  if (form === 'multipart') return multipartReceiver(new MultipartReader(type, rules.images), largest);
  if (form === 'json') return bytesReceiver('json', largest);
  if (form === 'image') {
    return bytesReceiver('image', { limitBytes: IMAGE_LIMIT_BYTES, tooLarge: () => new Failure('image-too-large') });
  }
  return nobody(largest, detailOf(type, encoding, rules));
}

function bytesReceiver(form: 'json' | 'image', largest: Receiver['largest']): Receiver {
  const chunks: Buffer[] = [];
  return { largest, take: (chunk) => void chunks.push(chunk), end: () => ({ form, bytes: Buffer.concat(chunks) }) };
}

function multipartReceiver(reader: MultipartReader, largest: Receiver['largest']): Receiver {
  return {
    largest,
    take: (chunk) => reader.write(chunk),
    end: async () => ({ form: 'multipart', ...(await reader.end()) }),
  };
}

function detailOf(type: string, encoding: string, rules: BodyRules): string {
  if (encoding !== 'identity') return 'Send the body without a Content-Encoding.';
  const given = type === '' ? 'The body has no Content-Type.' : 'The Content-Type is not one of those.';
  return `This operation takes ${typesOf(rules)}. ${given}`;
}

/** Rejects bodies of an unsupported type at the first chunk. An empty body passes. */
function nobody(largest: Receiver['largest'], detail: string): Receiver {
  const refuse = (): never => {
    throw new Failure('unsupported-media-type', { detail });
  };
  return { largest, take: refuse, end: refuse };
}

/** Removes the Content-Type header: without it, Fastify looks for no parser and accepts the empty body. */
function forgetBody(request: FastifyRequest): void {
  request.exchange.bodyDropped = formOf(request.headers['content-type'], { images: [] }) === 'json';
  delete request.raw.headers['content-type'];
}
