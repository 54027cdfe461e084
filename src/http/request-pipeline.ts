import type { Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { Admission } from './auth/admission.js';
import { Bodies } from './bodies/bodies.js';
import { ImageAdmission } from './bodies/image-admission.js';
import { Idempotency } from './idempotency/idempotency.js';
import { AnswerHeaders } from './negotiation/answer-headers.js';
import { StrictOutcome } from './negotiation/preferences.js';
import { HiddenDocs } from './openapi/docs-listener.js';
import { AnswerTimeout } from './routes/answer-timeout.js';
import { RefusedWrites } from './routes/refused-writes.js';
import { Cors } from './routes/cors.js';
import { RequestRecord } from './routes/request-record.js';
import { RouteTable } from './routes/route-table.js';
import { Validation } from './validation/validation.js';

/** A step of a request around Nest: adds its hooks to Fastify. */
export interface Stage {
  install(fastify: FastifyInstance): void;
}

/**
 * The stages of every request, in order. `createApp` installs them. Fastify runs the `onRequest` hooks of all stages
 * first, then their `preParsing` hooks, then the body parser, so Bodies reads only what Admission accepted. `preHandler`
 * hooks run before the controller, `preSerialization` hooks on its answer. Hooks of one kind that stages add to some
 * routes (`hookRoutes`) run behind those of all routes. Nest's interceptors cost ten times as much.
 */
export const STAGES: readonly Type<Stage>[] = [
  Cors,
  RouteTable,
  RequestRecord,
  AnswerTimeout,
  RefusedWrites,
  HiddenDocs,
  Admission,
  ImageAdmission,
  Bodies,
  Validation,
  Idempotency,
  AnswerHeaders,
  StrictOutcome,
];
