import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { namespaceOf, type Tenant } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { type IdempotencyResult, Metrics } from '../../observability/metrics.js';
import { type FoundRecord, IDEMPOTENCY_STORE, type IdempotencyStore } from '../../state/idempotency.store.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Seal } from '../lists/seal.js';
import { isDryRun } from '../validation/query-and-body.js';
import type { Exchange } from '../routes/exchange.js';
import { RouteTable } from '../routes/route-table.js';
import { fingerprintOf, type KeyedRequest, placeOf, withBodyKey } from './keyed-request.js';
import { KeyedWrite } from './keyed-write.js';

/** A handler's answer for replay, as it was before AnswerHeaders and StrictOutcome. */
interface KeptAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** Serializes answers for the IdempotencyStore: compressed, encrypted and bound to their write. */
@Injectable()
export class KeptAnswers {
  private readonly seal: Seal;

  constructor(@Inject(CONFIG) { secrets }: Pick<Config, 'secrets'>) {
    this.seal = new Seal(secrets.keysFor('idempotency'));
  }

  close(answer: KeptAnswer, boundTo: string): Uint8Array {
    return this.seal.close(deflated(Buffer.from(JSON.stringify(answer))), boundTo);
  }

  /** Returns undefined if the answer is bound to another write or its secret is no longer configured. */
  open(sealed: Uint8Array, boundTo: string): KeptAnswer | undefined {
    const content = this.seal.open(sealed, boundTo);
    return content && (JSON.parse(inflateRawSync(content).toString()) as KeptAnswer);
  }
}

const SMALL_BYTES = 1_024;

/** Small answers become one block without compression (RFC 1951, section 3.2.4), which is 60 µs faster. */
function deflated(content: Buffer): Buffer {
  const { length } = content;
  if (length > SMALL_BYTES) return deflateRawSync(content);
  const block = Buffer.from([1, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff]);
  return Buffer.concat([block, content]);
}

/** Time after the caller's deadline in which an attempt records its result. */
const LEASE_MARGIN_MS = 5_000;

interface Asked {
  readonly caller: Caller;
  readonly keyed: KeyedRequest;
}

/**
 * Runs the first request with a key, and answers repeated ones with its stored answer. Runs after Validation, which
 * normalizes equal requests, and stores the answer before StrictOutcome, because each request has its own `Prefer`.
 * ProblemFilter ends the writes that fail.
 */
@Injectable()
export class Idempotency {
  constructor(
    @Inject(IDEMPOTENCY_STORE) private readonly store: IdempotencyStore,
    private readonly answers: KeptAnswers,
    private readonly routes: RouteTable,
    private readonly metrics: Metrics,
  ) {}

  install(fastify: FastifyInstance): void {
    fastify.addHook('preHandler', (request, reply, done) => {
      const asked = askedWithKey(request);
      if (asked === undefined) done();
      else {
        this.begin(asked, request).then(
          (found) => (found === undefined ? done() : this.replay(found, request, reply)),
          done,
        );
      }
    });
    fastify.addHook('preSerialization', (request, reply, body, done) => this.end(request, reply, body, done));
    // For answers without a body.
    fastify.addHook('onSend', (request, reply, _payload, done) => this.end(request, reply, undefined, done));
  }

  /** @returns the stored answer. If undefined, the handler must run. @throws Failure if it must not. */
  private async begin({ caller, keyed }: Asked, request: FastifyRequest): Promise<KeptAnswer | undefined> {
    const fingerprint = fingerprintOf(keyed);
    const leaseMs = caller.deadline.remainingMs + LEASE_MARGIN_MS;
    const write = new KeyedWrite(this.store, { place: placeOf(keyed), fingerprint, leaseMs });
    const found = await write.begin().catch((thrown: unknown) => this.refuse('unavailable', thrown));
    if (found !== undefined) return this.answerIn(found, fingerprint, request);
    this.metrics.idempotency.inc({ result: write.isRepeat ? 'repeated' : 'fresh' });
    Object.assign(request.exchange, { caller: { ...caller, record: write }, keyedWrite: write });
    return undefined;
  }

  /** @throws Failure if there is no stored answer to replay. */
  private answerIn(found: FoundRecord, fingerprint: string, request: FastifyRequest): KeptAnswer {
    if (found.fingerprint !== fingerprint) this.refuse('reused', new Failure('idempotency-key-reused'));
    if (found.state === 'running') this.refuse('in-progress', new Failure('request-in-progress'));
    const kept = found.state === 'done' ? this.answers.open(found.answer, fingerprint) : undefined;
    return kept ?? this.refuse('unknown', this.unknownOutcome(request));
  }

  private replay({ status, body }: KeptAnswer, { exchange }: FastifyRequest, reply: FastifyReply): void {
    this.metrics.idempotency.inc({ result: 'replayed' });
    // The write was audited when it ran.
    exchange.isAudited = true;
    void reply.status(status).header('Idempotency-Replayed', 'true').send(body);
  }

  private end({ exchange }: FastifyRequest, reply: FastifyReply, body: unknown, done: (error?: Error) => void): void {
    // CORS preflights are answered before RequestRecord's hook creates the exchange.
    const { keyedWrite: write, code } = (exchange as Exchange | undefined) ?? {};
    if (write === undefined || code !== undefined) {
      done();
      return;
    }
    const answer = this.answers.close({ status: reply.statusCode, body }, write.fingerprint);
    exchange.keyedWrite = undefined;
    write.succeed(answer).then(() => done(), done);
  }

  private refuse(result: IdempotencyResult, thrown: unknown): never {
    this.metrics.idempotency.inc({ result });
    throw thrown;
  }

  private unknownOutcome({ routeOptions }: FastifyRequest): Failure {
    const route = this.routes.readRouteOf(routeOptions.url ?? '');
    const detail =
      'A request with this Idempotency-Key was sent, and its answer never came or could not be kept. ' +
      `Read the present state${route === undefined ? '' : ` with GET ${route}`}; a new key makes a new attempt.`;
    return new Failure('outcome-unknown', { detail, effect: 'unknown' });
  }
}

/**
 * Returns undefined for reads, dry runs, writes without a key, and collections that the tenant may not use: the handler
 * rejects those. Adds the key from the body to `exchange.caller`.
 */
function askedWithKey(request: FastifyRequest): Asked | undefined {
  const { exchange, params, query, body } = request;
  if (exchange.caller === undefined) return undefined;
  const { write: operation, joins = false } = exchange.operation ?? {};
  // A dry run is not audited as a write if it is rejected.
  if (isDryRun(request)) delete exchange.write;
  if (operation === undefined || joins) return undefined;
  const { clientRequestToken } = body as { clientRequestToken?: string };
  const caller = withBodyKey(exchange.caller, clientRequestToken);
  exchange.caller = caller;
  const { tenant, idempotencyKey: key } = caller;
  if (key === undefined || exchange.write === undefined) return undefined;
  const { collectionId } = { ...(body as object), ...(params as object) } as { collectionId?: string };
  if (!maySee(tenant, collectionId)) return undefined;
  return { caller, keyed: { namespace: namespaceOf(tenant), operation, key, params, query, body } };
}

function maySee({ view }: Pick<Tenant, 'view'>, collectionId: string | undefined): boolean {
  return view.kind !== 'listed' || collectionId === undefined || view.collectionIds.has(collectionId);
}
