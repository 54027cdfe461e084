import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { LongWork } from '../../resilience/time/long-work.js';
import { hookRoutes } from '../routes/route-table.js';
import {
  discardAfterAnswer,
  endAfterAnswer,
  giveBack,
  JoinedChunks,
  type ReadingBounds,
  receiveBody,
} from './body-reader.js';
import { type BodyRules, formOf, IMAGE_LIMIT_BYTES, isBodyEmpty, SMALL_BODY, typesOf } from './body-rules.js';
import { type WithoutImages, withoutImages } from './json-images.js';
import { type Form, MultipartReader } from './multipart.js';

export type ReceivedBody =
  | ({ readonly form: 'json' } & WithoutImages)
  | { readonly form: 'image'; readonly bytes: Buffer }
  | ({ readonly form: 'multipart' } & Form);

/**
 * Reads request bodies within the BodyRules of their operation. Interceptors parse them later. An empty body counts as
 * absent: some clients and proxies drop the body of a DELETE but keep its content type, which Fastify rejects.
 */
@Injectable()
export class Bodies {
  private readonly decoding = new LongWork();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  install(fastify: FastifyInstance): void {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (request: FastifyRequest) => this.read(request));
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (request.headers['content-type'] !== undefined && isBodyEmpty(request.headers)) forgetBody(request);
      done();
    });
    // Node would answer 100 to every request at once. Callers send a large body only if it will be read, so it must also
    // have its slots: this hook is behind ImageAdmission's. HTTP/1.0 has no 100.
    fastify.server.on('checkContinue', (request, response) => fastify.server.emit('request', request, response));
    hookRoutes(fastify, () => true, {
      preParsing: ({ headers, raw }, reply, _payload, done) => {
        if (headers.expect !== undefined && raw.httpVersion === '1.1' && !isBodyEmpty(headers))
          reply.raw.writeContinue();
        done();
      },
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      if (!request.raw.readableEnded && !isBodyEmpty(request.headers)) this.leaveUnread(request, reply);
      done();
    });
  }

  /** A caller without a slot for its image may try again, and so has to read that. */
  private leaveUnread(request: FastifyRequest, reply: FastifyReply): void {
    const { operation, code } = request.exchange;
    if (operation === undefined || code !== 'busy') endAfterAnswer(request, reply);
    else discardAfterAnswer(request, reply, this.clock, { ...operation.bodyRules, tooLarge: 'body-too-large' });
  }

  private async read(request: FastifyRequest): Promise<ReceivedBody | undefined> {
    const { operation } = request.exchange;
    if (operation === undefined) return undefined;
    const receiver = operation.body === undefined ? IGNORING : this.receiverOf(request, operation.bodyRules);
    const bounds = { pace: operation.bodyRules.pace, ...receiver };
    if (Number(request.headers['content-length']) > bounds.limitBytes) throw new Failure(bounds.tooLarge);
    try {
      const bytes = await receiveBody(request.raw, this.clock, bounds, receiver.take);
      if (bytes > 0) return await receiver.end();
    } catch (thrown) {
      receiver.release?.();
      throw thrown;
    }
    forgetBody(request);
    return undefined;
  }

  private receiverOf({ headers }: FastifyRequest, rules: BodyRules): Receiver {
    const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
    const form = encoding === 'identity' ? formOf(type, rules) : undefined;
    const bounds = form === 'image' ? IMAGE : { limitBytes: rules.limitBytes, tooLarge: 'body-too-large' as const };
    const lengthBytes = Math.min(bounds.limitBytes, Number(headers['content-length'] ?? bounds.limitBytes));
    if (form === undefined) {
      const refuse = refusing(type, encoding, rules);
      return { ...bounds, take: refuse, end: refuse };
    }
    if (form === 'multipart') {
      const reader = new MultipartReader(type, rules.images, Math.min(lengthBytes, IMAGE_LIMIT_BYTES));
      return {
        ...bounds,
        take: (chunk) => reader.write(chunk),
        end: async () => ({ form, ...(await reader.end()) }),
        release: () => reader.release(),
      };
    }
    const joined = new JoinedChunks(lengthBytes);
    const take = (chunk: Buffer): void => {
      joined.take(chunk);
      giveBack([chunk]);
    };
    const end = async (): Promise<ReceivedBody> => {
      const { bytes } = joined;
      if (form === 'image') return { form, bytes };
      if (rules.images.length === 0) return { form, json: bytes, images: new Map() };
      const received = await this.decoding.run(withoutImages(bytes));
      joined.release();
      return { form, ...received };
    };
    return { ...bounds, take, end, release: () => joined.release() };
  }
}

/** Assembles a body from its chunks. */
interface Receiver extends Pick<ReadingBounds, 'limitBytes' | 'tooLarge'> {
  readonly take: (chunk: Buffer) => void;
  readonly end: () => ReceivedBody | undefined | Promise<ReceivedBody>;
  /** Frees the memory of a body that is rejected. */
  readonly release?: () => void;
}

const IMAGE = { limitBytes: IMAGE_LIMIT_BYTES, tooLarge: 'image-too-large' } as const;

/** Discards a body, but reads it to its end so that the connection can be reused. */
const IGNORING: Receiver = {
  limitBytes: SMALL_BODY.limitBytes,
  tooLarge: 'body-too-large',
  take: (chunk) => giveBack([chunk]),
  end: () => undefined,
};

/** Called at the first chunk, so that an empty body of any type passes. */
function refusing(type: string, encoding: string, rules: BodyRules): () => never {
  const given = type === '' ? 'The body has no Content-Type.' : 'The Content-Type is not one of those.';
  const ofType = `This operation takes ${typesOf(rules)}. ${given}`;
  const detail = encoding === 'identity' ? ofType : 'Send the body without a Content-Encoding.';
  return () => {
    throw new Failure('unsupported-media-type', { detail });
  };
}

/** Removes the Content-Type header: without it, Fastify looks for no parser and accepts the empty body. */
function forgetBody(request: FastifyRequest): void {
  request.exchange.bodyDropped = formOf(request.headers['content-type'], { images: [] }) === 'json';
  delete request.raw.headers['content-type'];
}
