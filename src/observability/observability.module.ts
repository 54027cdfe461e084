import { Module } from '@nestjs/common';

import { CallJournal } from './call-journal.js';
import { CredentialJournal } from './credential-journal.js';
import { Metrics } from './metrics.js';

const JOURNALS = [Metrics, CallJournal, CredentialJournal];

/** What the service tells about itself. The logger is given by the application, which knows where lines go. */
@Module({ providers: JOURNALS, exports: JOURNALS })
export class ObservabilityModule {}
