import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from '../resilience/clock.js';
import { AccountQuotas } from './account-quotas.js';
import { TenantClients } from './tenant-clients.js';
import { TenantDirectory } from './tenant-directory.js';

/** Clients kept at once: about 26 kB of heap each. */
const CAPACITY_CLIENTS = 500;

/** Who may call, and with which AWS identity their calls are signed. */
@Module({
  providers: [
    {
      provide: TenantDirectory,
      useFactory: (clock: Clock, config: Config) => new TenantDirectory(clock, config.tenants),
      inject: [CLOCK, CONFIG],
    },
    {
      provide: TenantClients,
      useFactory: ({ upstream }: Config) =>
        new TenantClients({
          capacityClients: CAPACITY_CLIENTS,
          ...(upstream.kind === 'url' && { endpoint: upstream.url }),
        }),
      inject: [CONFIG],
    },
    {
      provide: AccountQuotas,
      useFactory: (clock: Clock, { quotas }: Config) => new AccountQuotas(clock, quotas),
      inject: [CLOCK, CONFIG],
    },
  ],
  exports: [TenantDirectory, TenantClients, AccountQuotas],
})
export class TenantsModule implements OnApplicationShutdown {
  constructor(@Inject(TenantClients) private readonly clients: TenantClients) {}

  onApplicationShutdown(): void {
    this.clients.close();
  }
}
