import { Module } from '@nestjs/common';

import { CallJournal } from './call-journal.js';
import { CredentialJournal } from './credential-journal.js';
import { Metrics } from './metrics.js';
import { TenantsFileJournal } from './tenants-file-journal.js';

const RECORDERS = [Metrics, CallJournal, CredentialJournal, TenantsFileJournal];

/** What the service reports about itself. The application provides the logger, because it knows where lines go. */
@Module({ providers: RECORDERS, exports: RECORDERS })
export class ObservabilityModule {}
