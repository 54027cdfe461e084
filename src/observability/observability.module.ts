import { Module } from '@nestjs/common';

import { CallRecorder } from './call-recorder.js';
import { CredentialRecorder } from './credential-recorder.js';
import { Metrics } from './metrics.js';
import { TenantsFileRecorder } from './tenants-file-recorder.js';

const RECORDERS = [Metrics, CallRecorder, CredentialRecorder, TenantsFileRecorder];

/** The application provides the Logger, because it knows the destination. */
@Module({ providers: RECORDERS, exports: RECORDERS })
export class ObservabilityModule {}
