import { Module } from '@nestjs/common';

import { CallJournal } from './call-journal.js';
import { Metrics } from './metrics.js';

/** What the service tells about itself. The logger is given by the application, which knows where lines go. */
@Module({ providers: [Metrics, CallJournal], exports: [Metrics, CallJournal] })
export class ObservabilityModule {}
