import { Module, type Provider } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { Metrics } from './metrics.js';
import { CredentialRecorder, TenantsFileRecorder } from './recorders.js';
import { CallRecorder } from './call-timeline.js';
import { NoTraces, Traces } from './traces.js';

/** OpenTelemetry is loaded only if it is used. */
const traces: Provider = {
  provide: Traces,
  useFactory: async (clock: Clock, settings: Config, metrics: Metrics): Promise<Traces> => {
    if (settings.traces === undefined) return new NoTraces();
    const { OtlpTraces } = await import('./otlp-traces.js');
    return new OtlpTraces(clock, settings.traces, metrics);
  },
  inject: [CLOCK, CONFIG, Metrics],
};

const RECORDERS = [Metrics, CallRecorder, CredentialRecorder, TenantsFileRecorder];

/** The application provides the Logger, because it knows the destination. */
@Module({ providers: [...RECORDERS, traces], exports: [...RECORDERS, Traces] })
export class ObservabilityModule {}
