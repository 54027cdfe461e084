import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { ObservabilityModule } from '../observability/observability.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { KeptAnswers } from './kept-answers.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemPagesController } from './problem-pages.controller.js';
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
    ProblemFilter,
    KeptAnswers,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_GUARD, useClass: TenantGuard },
    { provide: APP_INTERCEPTOR, useClass: StrictInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ValidationInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [RequestHooks, RouteTable, ProblemFilter],
})
export class HttpModule {}
