import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';

import { ObservabilityModule } from '../observability/observability.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
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
  imports: [ObservabilityModule, TenantsModule],
  controllers: [ProblemPagesController],
  providers: [
    RouteTable,
    RequestHooks,
    RefusedWrites,
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_GUARD, useClass: TenantGuard },
    { provide: APP_INTERCEPTOR, useClass: StrictInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ValidationInterceptor },
  ],
  exports: [RequestHooks, RefusedWrites, RouteTable, ProblemFilter],
})
export class HttpModule {}
