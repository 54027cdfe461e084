import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { classify } from './failures/classify.js';
import { Connections } from './http/routes/connections.js';
import { AnswerTimeout } from './http/routes/answer-timeout.js';
import { Bodies } from './http/bodies/bodies.js';
import { ClientErrors } from './http/problems/client-errors.js';
import { hideDocs } from './http/openapi/docs-listener.js';
import { ProblemFilter } from './http/problems/problem.filter.js';
import { RefusedWrites } from './http/routes/refused-writes.js';
import { RequestHooks } from './http/routes/request-hooks.js';
import { RouteTable } from './http/routes/route-table.js';
import { createDocument, serveDocument } from './http/openapi/swagger.js';
import { Logger } from './observability/logger.js';
import { Metrics } from './observability/metrics.js';
import { type Clock, systemClock } from './resilience/time/clock.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const HEAD_LIMIT_BYTES = 32 * 1024;
/** A head that takes longer is answered 408. */
const HEAD_TIMEOUT_MS = 5_000;
/** Above the time that any body has: their readers end sooner what is too slow. */
const REQUEST_TIMEOUT_MS = 70_000;
/** Longer than load balancers keep idle connections (60 s), so that they never send into a closing one. */
const KEEP_ALIVE_MS = 72_000;

/** Left to itself the plugin allows those that need no preflight. */
const CORS_METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'];
const EXPOSED_HEADERS = [
  'Location',
  'Link',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
  'Idempotency-Replayed',
  'Preference-Applied',
];

/** What tests put in place of the machine's clock and standard output. */
export interface AppOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Builds the application, not yet listening: the only recipe, for the service, the demo, tests and the document. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new Logger(config.logLevel);
  const edge = new Edge(config);
  const module = AppModule.for({ config, clock: options.clock ?? systemClock, logger });
  const app = await NestFactory.create<NestFastifyApplication>(module, edge.adapter(), {
    bodyParser: false,
    abortOnError: false,
    logger: { log: () => undefined, warn: warn(logger), error: warn(logger), fatal: warn(logger) },
  });
  edge.attach(app);
  await edge.install(app, options.clock ?? systemClock);
  if (config.docs !== 'off') serveDocument(app, createDocument(app, config.basePath), config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

function warn(logger: Logger): (message: unknown) => void {
  return (message) => logger.warning(message instanceof Error ? message.message : String(message));
}

/** Fastify's side of the application: its settings, and the steps that come before Nest's. */
class Edge {
  private app: NestFastifyApplication | undefined;
  private readonly clientErrors: ClientErrors;

  constructor(private readonly config: Config) {
    this.clientErrors = new ClientErrors(config.basePath, ({ code }) => this.app?.get(Metrics).problems.inc({ code }));
  }

  adapter(): FastifyAdapter {
    return new FastifyAdapter({
      genReqId: requestId,
      requestIdHeader: false,
      frameworkErrors: this.answerFrameworkError,
      clientErrorHandler: this.clientErrors.answer,
      return503OnClosing: false,
      forceCloseConnections: 'idle',
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      routerOptions: { maxParamLength: 1_024 },
      http: {
        maxHeaderSize: HEAD_LIMIT_BYTES,
        headersTimeout: HEAD_TIMEOUT_MS,
        connectionsCheckingInterval: 500,
        // Node would refuse a request without a Host by itself, and not with a problem.
        requireHostHeader: false,
      },
    });
  }

  attach(app: NestFastifyApplication): void {
    this.app = app;
  }

  async install(app: NestFastifyApplication, clock: Clock): Promise<void> {
    const fastify = app.getHttpAdapter().getInstance();
    this.clientErrors.watch(fastify.server);
    new Connections(clock, HEAD_TIMEOUT_MS).watch(fastify);
    // Node would refuse unknown expectations by itself, and not with a problem: RequestHooks does.
    fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
    app.get(RouteTable).watch(fastify);
    app.get(RequestHooks).install(fastify);
    app.get(AnswerTimeout).install(fastify);
    app.get(RefusedWrites).install(fastify);
    hideDocs(fastify, app.get(RouteTable), this.config);
    app.get(Bodies).install(fastify);
    await fastify.register(helmet, SECURITY_HEADERS);
    fastify.addHook('onRequest', (_request, reply, done) => {
      void reply.header('Cache-Control', 'no-store');
      done();
    });
    if (this.config.basePath !== '') app.setGlobalPrefix(this.config.basePath);
    if (this.config.corsOrigins.length > 0) {
      app.enableCors({
        origin: [...this.config.corsOrigins],
        methods: CORS_METHODS,
        exposedHeaders: EXPOSED_HEADERS,
        maxAge: 600,
      });
    }
  }

  private readonly answerFrameworkError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const hooks = this.app?.get(RequestHooks);
    hooks?.begin(request, reply);
    reply.raw.once('finish', () => hooks?.finish(request, reply.raw.statusCode));
    this.app?.get(ProblemFilter).answer(classify(error), request, reply);
  };
}

function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Swagger UI needs inline styles; nothing needs anything from another host. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};
