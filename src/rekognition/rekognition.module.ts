import { Module, type Provider } from '@nestjs/common';

import { rekognitionEndpoint, CONFIG, type Config } from '../config/config.js';
import { AuditModule } from '../audit/audit.module.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { Fleet } from '../state/fleet.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { CALL_PIPELINE } from './call-pipeline.js';
import { CALL_INTERCEPTORS, type CallInterceptor } from './call.js';
import { Endpoints } from '../resilience/breakers/breakers.js';
import { RekognitionGateway } from './rekognition.gateway.js';
import { UserLanes } from './batching/user-lanes.js';

const pipeline: Provider = {
  provide: CALL_INTERCEPTORS,
  useFactory: (...interceptors: CallInterceptor[]) => interceptors,
  inject: [...CALL_PIPELINE],
};

const lanes: Provider = {
  provide: UserLanes,
  useFactory: (clock: Clock, { unmerged }: Config, { leases }: Fleet) => new UserLanes(clock, unmerged, leases),
  inject: [CLOCK, CONFIG, Fleet],
};

const endpoints: Provider = {
  provide: Endpoints,
  useFactory: (clock: Clock, config: Config) => {
    const endpoint = rekognitionEndpoint(config);
    return new Endpoints(clock, 'endpoint' in endpoint ? endpoint.endpoint : undefined);
  },
  inject: [CLOCK, CONFIG],
};

@Module({
  imports: [AuditModule, ObservabilityModule, StateModule, TenantsModule],
  providers: [...CALL_PIPELINE, pipeline, lanes, endpoints, RekognitionGateway],
  exports: [RekognitionGateway],
})
export class RekognitionModule {}
