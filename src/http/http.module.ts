import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { ObservabilityModule } from '../observability/observability.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AnswerHeadersInterceptor } from './answer-headers.interceptor.js';
import { AnswerTimeout } from './answer-timeout.js';
import { Authentication } from './authentication.js';
import { Bodies } from './body.js';
import { Cursors } from './cursor.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { ImageSlotInterceptor } from './image-slot.interceptor.js';
import { ImageSlots } from './image-slots.js';
import { KeptAnswers } from './kept-answers.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemPagesController } from './problem-pages.controller.js';
import { RefusedWrites } from './refused-writes.js';
import { RequestHooks } from './request-hooks.js';
import { RouteTable } from './route-table.js';
import { StrictInterceptor } from './strict.interceptor.js';
import { TenantGuard } from './tenant.guard.js';
import { ValidationInterceptor } from './validation.interceptor.js';

/** The edge: what every request passes before and after its controller. */
@Module({
  imports: [ObservabilityModule, StateModule, TenantsModule],
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
