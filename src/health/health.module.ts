import { type DynamicModule, Module } from '@nestjs/common';

import type { Config } from '../config/config.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { StateModule } from '../state/state.module.js';
import { HealthController, MetricsController } from './health.controller.js';

/** Probes, and metrics unless they have their own port. */
@Module({ imports: [ObservabilityModule, StateModule] })
export class HealthModule {
  static for({ metrics }: Config): DynamicModule {
    const controllers = metrics === 'on' ? [HealthController, MetricsController] : [HealthController];
    return { module: HealthModule, controllers };
  }
}
