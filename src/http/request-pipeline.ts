import type { NestInterceptor, Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { Admission } from './auth/admission.js';
import { Bodies } from './bodies/bodies.js';
import { ImageAdmission, ImageSlotInterceptor } from './bodies/image-admission.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { AnswerHeadersInterceptor } from './negotiation/answer-headers.interceptor.js';
import { StrictInterceptor } from './negotiation/preferences.js';
import { HiddenDocs } from './openapi/docs-listener.js';
import { AnswerTimeout } from './routes/answer-timeout.js';
import { RefusedWrites } from './routes/refused-writes.js';
import { RequestRecord } from './routes/request-record.js';
import { RouteTable } from './routes/route-table.js';
import { ValidationInterceptor } from './validation/validation.interceptor.js';

/** A step of a request before Nest: adds its hooks to Fastify. */
export interface Stage {
  install(fastify: FastifyInstance): void;
}

/**
 * The stages of every request before Nest, in order. `createApp` installs them. Fastify runs the `onRequest` hooks of
 * all stages first, then their `preParsing` hooks, then the body parser, so Bodies reads only what Admission accepted.
 */
export const STAGES: readonly Type<Stage>[] = [
  RouteTable,
  RequestRecord,
  AnswerTimeout,
  RefusedWrites,
  HiddenDocs,
  Admission,
  ImageAdmission,
  Bodies,
];

/** The interceptors around every controller, outermost first. `HttpModule` provides them; TenantGuard runs before. */
export const INTERCEPTORS: readonly Type<NestInterceptor>[] = [
  ImageSlotInterceptor,
  StrictInterceptor,
  ValidationInterceptor,
  IdempotencyInterceptor,
  AnswerHeadersInterceptor,
];
