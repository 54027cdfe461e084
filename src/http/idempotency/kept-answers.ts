import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { Seal } from '../lists/seal.js';

/** A handler's answer for replay, as it was before StrictInterceptor. */
interface KeptAnswer {
  readonly status: number;
  /** Headers set after `KeptAnswers.watch`. Earlier ones belong to the individual request. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Serializes answers for the IdempotencyStore: compressed, encrypted and bound to their write. */
@Injectable()
export class KeptAnswers {
  private readonly seal: Seal;

  constructor(@Inject(CONFIG) { secrets }: Pick<Config, 'secrets'>) {
    this.seal = new Seal(secrets.keysFor('idempotency'));
  }

  /** Must be called before the handler runs. The returned function serializes the answer with the given body. */
  watch(reply: FastifyReply, boundTo: string): (body: unknown) => Uint8Array {
    const everyRequests = new Set(Object.keys(reply.getHeaders()));
    return (body) => {
      const own = Object.entries(reply.getHeaders()).filter(([name]) => !everyRequests.has(name));
      const answer: KeptAnswer = { status: reply.statusCode, headers: Object.fromEntries(own), body };
      return this.seal.close(deflateRawSync(JSON.stringify(answer)), boundTo);
    };
  }

  /** Returns undefined if the answer is bound to another write or its secret is no longer configured. */
  open(sealed: Uint8Array, boundTo: string): KeptAnswer | undefined {
    const content = this.seal.open(sealed, boundTo);
    return content && (JSON.parse(inflateRawSync(content).toString()) as KeptAnswer);
  }
}
