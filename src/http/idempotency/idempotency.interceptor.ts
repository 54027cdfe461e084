import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';

import { CONFIG, type Config } from '../../config/config.js';
import { namespaceOf, type Tenant } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { type IdempotencyResult, Metrics } from '../../observability/metrics.js';
import { type FoundRecord, IDEMPOTENCY_STORE, type IdempotencyStore } from '../../state/idempotency.store.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Seal } from '../lists/seal.js';
import { operationOf } from '../openapi/operation.decorator.js';
import { isDryRun } from '../validation/dry-run.js';
import { RouteTable } from '../routes/route-table.js';
import { fingerprintOf, type KeyedRequest, placeOf, withBodyKey } from './keyed-request.js';
import { KeyedWrite } from './keyed-write.js';

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

/** Time after the caller's deadline in which an attempt records its result. */
const LEASE_MARGIN_MS = 5_000;

interface Asked {
  readonly caller: Caller;
  readonly keyed: KeyedRequest;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Runs the first request with a key, and answers repeated ones with its stored answer. Runs inside ValidationInterceptor,
 * which normalizes equal requests, and StrictInterceptor, because each request has its own `Prefer`.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(IDEMPOTENCY_STORE) private readonly store: IdempotencyStore,
    private readonly answers: KeptAnswers,
    private readonly routes: RouteTable,
    private readonly metrics: Metrics,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const asked = askedWithKey(context);
    if (asked === undefined) return next.handle();
    return of(await this.once(asked, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  private async once(asked: Asked, run: () => Promise<unknown>): Promise<unknown> {
    const { caller, keyed, request, reply } = asked;
    const fingerprint = fingerprintOf(keyed);
    const leaseMs = caller.deadline.remainingMs + LEASE_MARGIN_MS;
    const write = new KeyedWrite(this.store, { place: placeOf(keyed), fingerprint, leaseMs });
    const found = await write.begin().catch((thrown: unknown) => this.refuse('unavailable', thrown));
    if (found !== undefined) return this.tell(found, fingerprint, asked);
    this.metrics.idempotency.inc({ result: write.isRepeat ? 'repeated' : 'fresh' });
    request.exchange.caller = { ...caller, record: write };
    const writeDown = this.answers.watch(reply, fingerprint);
    try {
      const body = await run();
      await write.succeed(writeDown(body));
      return body;
    } catch (thrown) {
      throw await write.fail(thrown);
    }
  }

  /** @throws Failure if there is no stored answer to replay. */
  private tell(found: FoundRecord, fingerprint: string, { request, reply }: Asked): unknown {
    if (found.fingerprint !== fingerprint) this.refuse('reused', new Failure('idempotency-key-reused'));
    if (found.state === 'running') this.refuse('in-progress', new Failure('request-in-progress'));
    const kept = found.state === 'done' ? this.answers.open(found.answer, fingerprint) : undefined;
    if (kept === undefined) return this.refuse('unknown', this.unknownOutcome(request));
    this.metrics.idempotency.inc({ result: 'replayed' });
    // The write was audited when it ran.
    request.exchange.isAudited = true;
    void reply.status(kept.status).headers({ ...kept.headers, 'Idempotency-Replayed': 'true' });
    return kept.body;
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
function askedWithKey(context: ExecutionContext): Asked | undefined {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { exchange, params, query, body } = request;
  if (exchange.caller === undefined) return undefined;
  const { write: operation, joins } = operationOf(context.getHandler());
  // A dry run is not audited as a write if it is rejected.
  if (isDryRun(request)) delete exchange.write;
  if (operation === undefined || joins) return undefined;
  const { clientRequestToken } = body as { clientRequestToken?: string };
  const caller = withBodyKey(exchange.caller, clientRequestToken);
  exchange.caller = caller;
  const { tenant, idempotencyKey: key } = caller;
  const { collectionId } = { ...(body as object), ...(params as object) } as { collectionId?: string };
  if (key === undefined || exchange.write === undefined || !maySee(tenant, collectionId)) return undefined;
  const keyed = { namespace: namespaceOf(tenant), operation, key, params, query, body };
  return { caller, keyed, request, reply: context.switchToHttp().getResponse<FastifyReply>() };
}

function maySee({ view }: Pick<Tenant, 'view'>, collectionId: string | undefined): boolean {
  return view.kind !== 'listed' || collectionId === undefined || view.collectionIds.has(collectionId);
}
