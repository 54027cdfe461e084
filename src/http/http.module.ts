import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';

import { AuditModule } from '../audit/audit.module.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { TenantGuard } from './auth/admission.js';
import { Authentication } from './auth/authentication.js';
import { KeptAnswers } from './idempotency/idempotency.js';
import { Cursors } from './lists/cursor.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { STAGES } from './request-pipeline.js';

/** Provides the members of the request pipeline and their dependencies. */
@Module({
  imports: [AuditModule, ObservabilityModule, StateModule, TenantsModule],
  controllers: [ProblemPagesController],
  providers: [
    ...STAGES,
    { provide: APP_GUARD, useClass: TenantGuard },
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    Authentication,
    KeptAnswers,
    Cursors,
  ],
  exports: [Cursors],
})
export class HttpModule {}
