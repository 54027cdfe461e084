import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { classify } from './failures/classify.js';
import type { Failure } from './failures/failure.js';
import { Connections } from './http/routes/connections.js';
import { ClientErrors } from './http/problems/client-errors.js';
import { ProblemFilter } from './http/problems/problem.filter.js';
import { STAGES } from './http/request-pipeline.js';
import { Cors, corsOfUnreadRequests } from './http/routes/cors.js';
import { RequestRecord } from './http/routes/request-record.js';
import { DEMO_API_KEY, DEMO_TENANT } from './demo/demo-tenant.js';
import { serveDocument } from './http/openapi/docs.js';
import { Logger } from './observability/logger.js';
import { Metrics } from './observability/metrics.js';
import { type Clock, systemClock } from './resilience/time/clock.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const HEAD_LIMIT_BYTES = 32 * 1024;
/** Requests whose headers take longer are answered 408. */
const HEAD_TIMEOUT_MS = 5_000;
/** Longer than any body may take, so that Bodies rejects slow ones first. */
const REQUEST_TIMEOUT_MS = 70_000;
/** Test seams. */
export interface AppOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Builds the application without listening. The service, the demo, tests and the OpenAPI document all use it. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new Logger(config.logLevel);
  const clock = options.clock ?? systemClock;
  const edge = new Edge(config, clock);
  const module = AppModule.for({ config, clock, logger });
  const app = await NestFactory.create<NestFastifyApplication>(module, edge.adapter(), {
    bodyParser: false,
    abortOnError: false,
    logger: { log: () => undefined, warn: warn(logger), error: warn(logger), fatal: warn(logger) },
  });
  edge.install(app);
  if (config.docs !== 'off') {
    const keyHint = config.tenants.includes(DEMO_TENANT) ? ` The demo's is \`${DEMO_API_KEY}\`.` : '';
    serveDocument(app, { ...config, keyHint });
  }
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

function warn(logger: Logger): (message: unknown) => void {
  return (message) => logger.warning(message instanceof Error ? message.message : String(message));
}

/** Configures Fastify and installs the stages of the request pipeline. */
class Edge {
  private app: NestFastifyApplication | undefined;
  private readonly connections: Connections;
  private readonly clientErrors: ClientErrors;

  constructor(
    private readonly config: Config,
    clock: Clock,
  ) {
    this.connections = new Connections(clock, HEAD_TIMEOUT_MS);
    const count = ({ code }: Failure): void => this.app?.get(Metrics).problems.inc({ code });
    this.clientErrors = new ClientErrors(
      this.connections,
      config.basePath,
      corsOfUnreadRequests(config.corsOrigins),
      count,
    );
  }

  adapter(): FastifyAdapter {
    return new FastifyAdapter({
      genReqId: requestId,
      requestIdHeader: false,
      // Nest runs no hooks for targets such as `*`, which are no routes.
      rewriteUrl: ({ url = '' }) => (url.startsWith('*') ? `/${url}` : url),
      frameworkErrors: this.answerFrameworkError,
      clientErrorHandler: this.clientErrors.answer,
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: this.config.keepAliveMs,
      routerOptions: { maxParamLength: 1_024 },
      http: {
        maxHeaderSize: HEAD_LIMIT_BYTES,
        headersTimeout: HEAD_TIMEOUT_MS,
        connectionsCheckingInterval: 500,
        // Otherwise Node rejects a request without a Host itself, without a problem document.
        requireHostHeader: false,
      },
    });
  }

  install(app: NestFastifyApplication): void {
    this.app = app;
    const fastify = app.getHttpAdapter().getInstance();
    this.connections.watch(fastify);
    app.get(Metrics).watchActiveRequests(() => this.connections.active);
    // RequestRecord rejects unknown expectations with a problem; Node would without one.
    fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
    for (const stage of STAGES) app.get(stage).install(fastify);
    const { hstsMaxAgeSeconds: maxAge } = this.config;
    // Browsers would refuse plain HTTP on this host and its subdomains, which may not be the service's to decide.
    const headers = { ...SECURITY_HEADERS, ...(maxAge > 0 && { 'strict-transport-security': `max-age=${maxAge}` }) };
    fastify.addHook('onRequest', (_request, reply, done) => {
      void reply.headers(headers);
      done();
    });
    if (this.config.basePath !== '') app.setGlobalPrefix(this.config.basePath);
  }

  private readonly answerFrameworkError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (this.app?.get(Cors).answers(request, reply) === true) return;
    const record = this.app?.get(RequestRecord);
    record?.begin(request, reply);
    reply.raw.once('finish', () => record?.finish(request, reply.raw.statusCode));
    this.app?.get(ProblemFilter).answer(classify(error), request, reply);
  };
}

function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * The headers of `helmet`, which builds them anew for each request (30 µs). Swagger UI needs inline styles. Nothing is
 * loaded from other hosts. Fastify would turn capitals into small letters for each request.
 */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;object-src 'none';" +
    "base-uri 'self';form-action 'self';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};
