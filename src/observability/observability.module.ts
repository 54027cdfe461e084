import { Module } from '@nestjs/common';

import { Metrics } from './metrics.js';
import { CallRecorder, CredentialRecorder, TenantsFileRecorder } from './recorders.js';

const RECORDERS = [Metrics, CallRecorder, CredentialRecorder, TenantsFileRecorder];

/** The application provides the Logger, because it knows the destination. */
@Module({ providers: RECORDERS, exports: RECORDERS })
export class ObservabilityModule {}
