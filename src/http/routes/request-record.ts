import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import type { Tenant } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import { Lifecycle } from './connections.js';
import { Logger, type RequestLine } from '../../observability/logger.js';
import { Metrics } from '../../observability/metrics.js';
import { callersTrace, continueTrace, traceparentOf } from '../../observability/traces.js';
import { type SpanAttributes, Traces } from '../../observability/traces.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { AccountQuotas, type Quota } from '../../tenants/aws/account-quotas.js';
import { ClientAddresses } from '../auth/client-address.js';
import { type Exchange, linesOf } from './exchange.js';

const MAX_URL_LENGTH = 8_192;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** The only expectation that HTTP defines; Node handles it. */
const CONTINUE = /^100-continue$/i;
/** Probes and scrapes arrive every few seconds and would flood logs and traces. */
const UNLOGGED = /\/(health\/(live|ready)|metrics)$/;

/** Creates the exchange of every request, and counts and logs the request, even if it is rejected or unrouted. */
@Injectable()
export class RequestRecord {
  private readonly addresses: ClientAddresses;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { trustedProxies }: Config,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    private readonly traces: Traces,
    private readonly lifecycle: Lifecycle,
    private readonly quotas: AccountQuotas,
  ) {
    this.addresses = new ClientAddresses(trustedProxies);
  }

  install(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.begin(request, reply);
      done(this.refusal(request));
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      this.addRateLimit(request, reply);
      done();
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.finish(request, reply.statusCode);
      done();
    });
  }

  /** Also called for requests that Fastify answers before routing, for which it runs no hooks. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const { headers, method, socket } = request;
    const { template: route = '', operation } = request.routeOptions.config;
    const parent = callersTrace(headers['traceparent'], headers['tracestate']);
    const name = `${knownMethod(method)} ${route}`.trim();
    const span = UNLOGGED.test(route) ? undefined : this.traces.begin({ name, kind: 'server', parent });
    const trace = span?.trace ?? continueTrace(parent);
    request.exchange = {
      route,
      operation,
      trace,
      startedMs: this.clock.monotonicMs(),
      // Later the socket may be closed, and then it has no address.
      clientAddress: this.addresses.senderOf(socket.remoteAddress, headers['x-forwarded-for']),
      headerFaults: [],
      ...(span && { span }),
    };
    void reply.header('x-request-id', request.id).header('traceparent', traceparentOf(trace));
    if (this.lifecycle.leaving) void reply.header('Connection', 'close');
  }

  finish(request: FastifyRequest, status: number): void {
    const { exchange, method, id: requestId } = request;
    const { route, trace, clientAddress, caller, code, reason, claimFault } = exchange;
    const durationMs = this.clock.monotonicMs() - exchange.startedMs;
    this.count(exchange, { method: knownMethod(method), route, status, durationMs });
    if (UNLOGGED.test(route)) return;
    const line = {
      requestId,
      traceId: trace.traceId,
      tenant: caller?.tenant.id,
      // A token's subject may be a person's name or address, so it is not logged.
      keyId: caller?.principal.kind === 'key' ? caller.principal.keyId : undefined,
      method,
      route,
      status,
      durationMs,
      clientAddress,
      code,
      reason,
      claim: claimFault?.claim,
      fault: claimFault?.fault,
    };
    this.logger.request(line);
    exchange.span?.end(spanAttributes(line), status >= 500);
  }

  private addRateLimit(request: FastifyRequest, reply: FastifyReply): void {
    // CORS preflights are answered before `begin` creates the exchange.
    const { caller, operation: { quota } = {} } = (request.exchange as Exchange | undefined) ?? {};
    if (caller === undefined || quota === undefined) return;
    void reply.headers(rateLimitHeaders(this.quotas.of(caller.tenant, quota), caller.tenant));
  }

  private refusal({ url, raw }: FastifyRequest): Failure | undefined {
    const isCurrent = raw.httpVersion === '1.1';
    const hosts = linesOf(raw, 'host');
    if (hosts > 1 || (hosts === 0 && isCurrent)) return new Failure('malformed-request');
    const { expect } = raw.headers;
    if (isCurrent && expect !== undefined && !CONTINUE.test(expect)) return new Failure('expectation-failed');
    if (url.length > MAX_URL_LENGTH) return new Failure('uri-too-long');
    return this.lifecycle.phase === 'closing' ? new Failure('shutting-down') : undefined;
  }

  private count(
    { caller, code }: FastifyRequest['exchange'],
    { method, route, status, durationMs }: { method: string; route: string; status: number; durationMs: number },
  ): void {
    this.metrics.serverRequestSeconds.observe(
      { http_request_method: method, http_route: route, http_response_status_code: status },
      durationMs / 1_000,
    );
    if (caller !== undefined) this.metrics.countTenantRequest(caller.tenant.id, status);
    if (code !== undefined) this.metrics.problems.inc({ code });
  }
}

function knownMethod(method: string): string {
  return METHODS.has(method) ? method : '_OTHER';
}

/** The address of the client is personal data, and the path contains ids. */
function spanAttributes({ method, route, status, requestId, tenant, keyId, code }: RequestLine): SpanAttributes {
  return {
    'http.request.method': knownMethod(method),
    'http.route': route,
    'http.response.status_code': status,
    'facade.request_id': requestId,
    'facade.tenant': tenant,
    'facade.key_id': keyId,
    'error.type': code,
  };
}

/**
 * `RateLimit-Policy` has the account's quota for the operation, `RateLimit` the tenant's share of what is left of it.
 *
 * @source draft-ietf-httpapi-ratelimit-headers-10
 */
function rateLimitHeaders({ key, limited, limiter }: Quota, tenant: Tenant): Record<string, string> {
  if (!limited) return {};
  const { perSecond } = limiter.rate;
  const [quota, windowSeconds] = perSecond >= 1 ? [Math.floor(perSecond), 1] : [1, Math.ceil(1 / perSecond)];
  const remaining = Math.floor(limiter.available * limiter.shareOf(tenant));
  const seconds = Math.max(1, Math.ceil(limiter.expectedWaitMs(tenant) / 1_000));
  return {
    'RateLimit-Policy': `"${key}";q=${quota};w=${windowSeconds}`,
    RateLimit: `"${key}";r=${remaining};t=${seconds}`,
  };
}
