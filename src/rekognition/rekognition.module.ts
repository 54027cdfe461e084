import { Module, type Provider } from '@nestjs/common';

import { ObservabilityModule } from '../observability/observability.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { CALL_INTERCEPTORS, type CallInterceptor } from './call.js';
import { FailureInterceptor } from './interceptors/failure.interceptor.js';
import { LaneInterceptor } from './interceptors/lane.interceptor.js';
import { MetricsInterceptor } from './interceptors/metrics.interceptor.js';
import { RetryInterceptor } from './interceptors/retry.interceptor.js';
import { RekognitionGateway } from './rekognition.gateway.js';

/** The corridor, outermost step first: each wraps the ones after it. */
const CORRIDOR = [MetricsInterceptor, LaneInterceptor, RetryInterceptor, FailureInterceptor];

const corridor: Provider = {
  provide: CALL_INTERCEPTORS,
  useFactory: (...interceptors: CallInterceptor[]) => interceptors,
  inject: CORRIDOR,
};

/** The way to Rekognition. */
@Module({
  imports: [ObservabilityModule, TenantsModule],
  providers: [...CORRIDOR, corridor, RekognitionGateway],
  exports: [RekognitionGateway],
})
export class RekognitionModule {}
