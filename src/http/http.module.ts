import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { AuditModule } from '../audit/audit.module.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AnswerHeadersInterceptor } from './negotiation/answer-headers.interceptor.js';
import { AnswerTimeout } from './routes/answer-timeout.js';
import { Authentication } from './auth/authentication.js';
import { Bodies } from './bodies/bodies.js';
import { Cursors } from './lists/cursor.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { ImageSlotInterceptor } from './bodies/image-slot.interceptor.js';
import { ImageSlots } from './bodies/image-slots.js';
import { KeptAnswers } from './idempotency/kept-answers.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { RefusedWrites } from './routes/refused-writes.js';
import { RequestHooks } from './routes/request-hooks.js';
import { RouteTable } from './routes/route-table.js';
import { StrictInterceptor } from './negotiation/strict.interceptor.js';
import { TenantGuard } from './auth/tenant.guard.js';
import { ValidationInterceptor } from './validation/validation.interceptor.js';

/** The edge: what every request passes before and after its controller. */
@Module({
  imports: [AuditModule, ObservabilityModule, StateModule, TenantsModule],
  controllers: [ProblemPagesController],
  providers: [
    RouteTable,
    RequestHooks,
    AnswerTimeout,
    RefusedWrites,
    ProblemFilter,
    KeptAnswers,
    Authentication,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    Bodies,
    ImageSlots,
    TenantGuard,
    { provide: APP_GUARD, useExisting: TenantGuard },
    { provide: APP_INTERCEPTOR, useClass: ImageSlotInterceptor },
    { provide: APP_INTERCEPTOR, useClass: StrictInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ValidationInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AnswerHeadersInterceptor },
    Cursors,
  ],
  exports: [AnswerTimeout, Bodies, RequestHooks, RefusedWrites, RouteTable, ProblemFilter, Cursors],
})
export class HttpModule {}
