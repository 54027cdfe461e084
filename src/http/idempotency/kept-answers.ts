import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { Seal } from '../lists/seal.js';

/** A handler's answer, to be given again as it was: before strict rendering, and without what is every request's own. */
interface KeptAnswer {
  readonly status: number;
  /** Those that the handler set. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Undefined where there is none. */
  readonly body?: unknown;
}

/** Writes answers down for the store of keyed writes: packed, and sealed for the one write that they belong to. */
@Injectable()
export class KeptAnswers {
  private readonly seal: Seal;

  constructor(@Inject(CONFIG) { secrets }: Pick<Config, 'secrets'>) {
    this.seal = new Seal(secrets.keysFor('idempotency'));
  }

  /** Begins to look at the answer: the function that it returns writes it down, once the handler has given its body. */
  watch(reply: FastifyReply, boundTo: string): (body: unknown) => Uint8Array {
    const everyRequests = new Set(Object.keys(reply.getHeaders()));
    return (body) => {
      const own = Object.entries(reply.getHeaders()).filter(([name]) => !everyRequests.has(name));
      const answer: KeptAnswer = { status: reply.statusCode, headers: Object.fromEntries(own), body };
      return this.seal.close(deflateRawSync(JSON.stringify(answer)), boundTo);
    };
  }

  /** Undefined when it was not written down for this write by a secret that is still known. */
  open(sealed: Uint8Array, boundTo: string): KeptAnswer | undefined {
    const content = this.seal.open(sealed, boundTo);
    return content && (JSON.parse(inflateRawSync(content).toString()) as KeptAnswer);
  }
}
