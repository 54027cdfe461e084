import { Module } from '@nestjs/common';

import { CallRecorder } from './call-recorder.js';
import { CredentialRecorder } from './credential-recorder.js';
import { Metrics } from './metrics.js';
import { TenantsFileRecorder } from './tenants-file-recorder.js';

const RECORDERS = [Metrics, CallRecorder, CredentialRecorder, TenantsFileRecorder];

/** What the service reports about itself. The application provides the logger, because it knows where lines go. */
@Module({ providers: RECORDERS, exports: RECORDERS })
export class ObservabilityModule {}
