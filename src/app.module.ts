import { type DynamicModule, Global, Module } from '@nestjs/common';

import { CollectionsModule } from './collections/collections.module.js';
import { CONFIG, type Config } from './config/config.js';
import { FacesModule } from './faces/faces.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { MeModule } from './me/me.module.js';
import { Lifecycle } from './http/routes/connections.js';
import { Logger } from './observability/logger.js';
import { CLOCK, type Clock } from './resilience/time/clock.js';
import { PeopleModule } from './people/people.module.js';
import { SearchModule } from './search/search.module.js';
import { ImagesModule } from './images/images.module.js';
import { UsersModule } from './users/users.module.js';

interface AppDependencies {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}

@Global()
@Module({})
export class AppModule {
  static for({ config, clock, logger }: AppDependencies): DynamicModule {
    return {
      module: AppModule,
      imports: [
        HttpModule,
        HealthModule.for(config),
        MeModule,
        CollectionsModule,
        UsersModule,
        FacesModule,
        SearchModule,
        ImagesModule,
        PeopleModule,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: clock },
        { provide: Logger, useValue: logger },
        Lifecycle,
      ],
      exports: [CONFIG, CLOCK, Logger, Lifecycle],
    };
  }
}
