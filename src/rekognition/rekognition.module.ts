import { Module, type Provider } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { CLOCK, type Clock } from '../resilience/clock.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { CALL_INTERCEPTORS, type CallInterceptor } from './call.js';
import { Endpoints } from './endpoints.js';
import { AdmitInterceptor } from './interceptors/admit.interceptor.js';
import { AuditInterceptor } from './interceptors/audit.interceptor.js';
import { CredentialsInterceptor } from './interceptors/credentials.interceptor.js';
import { FailureInterceptor } from './interceptors/failure.interceptor.js';
import { IntentInterceptor } from './interceptors/intent.interceptor.js';
import { LaneInterceptor } from './interceptors/lane.interceptor.js';
import { LimitInterceptor } from './interceptors/limit.interceptor.js';
import { MetricsInterceptor } from './interceptors/metrics.interceptor.js';
import { RecordInterceptor } from './interceptors/record.interceptor.js';
import { RetryInterceptor } from './interceptors/retry.interceptor.js';
import { ScopeInterceptor } from './interceptors/scope.interceptor.js';
import { RekognitionGateway } from './rekognition.gateway.js';
import { UserLanes } from './user-lanes.js';
import { UserStatuses } from './user-statuses.js';

/** The corridor, outermost step first: each wraps the ones after it. */
const CORRIDOR = [
  MetricsInterceptor,
  AuditInterceptor,
  ScopeInterceptor,
  AdmitInterceptor,
  IntentInterceptor,
  LaneInterceptor,
  RetryInterceptor,
  CredentialsInterceptor,
  LimitInterceptor,
  RecordInterceptor,
  FailureInterceptor,
];

const corridor: Provider = {
  provide: CALL_INTERCEPTORS,
  useFactory: (...interceptors: CallInterceptor[]) => interceptors,
  inject: CORRIDOR,
};

const lanes: Provider = {
  provide: UserLanes,
  useFactory: (clock: Clock, { unmerged }: Config) => new UserLanes(clock, unmerged),
  inject: [CLOCK, CONFIG],
};

const endpoints: Provider = {
  provide: Endpoints,
  useFactory: (clock: Clock, { upstream }: Config) =>
    new Endpoints(clock, upstream.kind === 'url' ? upstream.url : undefined),
  inject: [CLOCK, CONFIG],
};

/** The way to Rekognition. */
@Module({
  imports: [ObservabilityModule, TenantsModule],
  providers: [...CORRIDOR, corridor, lanes, endpoints, RekognitionGateway, UserStatuses],
  exports: [RekognitionGateway, UserStatuses],
})
export class RekognitionModule {}
