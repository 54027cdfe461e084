import {
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
  type Type,
} from '@nestjs/common';

import { networkOf, proxyOf, rekognitionEndpoint, stsEndpoint, CONFIG, type Config } from '../config/config.js';
import { namespaceOf } from '../config/tenant.js';
import type { TenantsOfFile } from '../config/tenants-file/read-tenants-file.js';
import { Logger } from '../observability/logger.js';
import { Metrics } from '../observability/metrics.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { CredentialRecorder, TenantsFileRecorder } from '../observability/recorders.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import { Fleet } from '../state/fleet.js';
import { IDEMPOTENCY_STORE, type IdempotencyStore } from '../state/idempotency.store.js';
import { StateModule } from '../state/state.module.js';
import { AccountQuotas } from './aws/account-quotas.js';
import { CredentialCaches } from './aws/credential-cache.js';
import { credentialCaches } from './aws/credential-sources.js';
import { Sts } from './aws/sts.js';
import { RegionClients } from './aws/region-clients.js';
import { type FetchOutcome, IssuerKeys, KeysFile } from './identity/issuer-keys.js';
import { fetchSigningKeys, issuerAgent, MAX_UNNAMED_KEYS } from './identity/signing-keys.js';
import { Authenticator, CredentialWatch, TenantDirectory } from './identity/tenant-directory.js';
import { TokenVerifier } from './identity/token-verifier.js';
import { TenantsWatch } from './tenants-watch.js';

function made<T>(provide: Type<T>, useFactory: (clock: Clock, config: Config) => T): Provider {
  return { provide, useFactory, inject: [CLOCK, CONFIG] };
}

/** Authentication, and the AWS identities of tenants. */
@Module({
  imports: [ObservabilityModule, StateModule],
  providers: [
    made(TenantDirectory, (clock, { tenants }) => new TenantDirectory(clock, tenants)),
    made(CredentialWatch, (clock) => new CredentialWatch(clock)),
    made(Sts, (clock, config) => new Sts(clock, stsEndpoint(config), networkOf(config))),
    made(RegionClients, (_clock, config) => new RegionClients(rekognitionEndpoint(config), networkOf(config))),
    { provide: TokenVerifier, useFactory: tokenVerifier, inject: [CLOCK, CONFIG, Logger, Metrics] },
    Authenticator,
    {
      provide: AccountQuotas,
      useFactory: (clock: Clock, { quotas }: Config, fleet: Fleet) => {
        // Without Redis, the number of replicas is the configured one.
        if (fleet.link === undefined) return new AccountQuotas(clock, quotas, { replicas: fleet.replicas });
        const all = new AccountQuotas(clock, quotas, fleet);
        fleet.link.onChange(() => all.sharingChanged());
        return all;
      },
      inject: [CLOCK, CONFIG, Fleet],
    },
    {
      provide: CredentialCaches,
      useFactory: (clock: Clock, sts: Sts, recorder: CredentialRecorder, { operations }: Config) =>
        credentialCaches(clock, sts, recorder, operations),
      inject: [CLOCK, Sts, CredentialRecorder, CONFIG],
    },
    {
      provide: TenantsWatch,
      useFactory: tenantsWatch,
      inject: [
        CLOCK,
        CONFIG,
        TenantsFileRecorder,
        TenantDirectory,
        TokenVerifier,
        CredentialWatch,
        AccountQuotas,
        IDEMPOTENCY_STORE,
        Logger,
      ],
    },
  ],
  exports: [
    TenantDirectory,
    TokenVerifier,
    CredentialWatch,
    Authenticator,
    RegionClients,
    CredentialCaches,
    AccountQuotas,
  ],
})
export class TenantsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(RegionClients) private readonly clients: RegionClients,
    @Inject(Sts) private readonly sts: Sts,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    @Inject(TenantsWatch) private readonly watch: TenantsWatch,
    @Inject(TenantDirectory) directory: TenantDirectory,
    @Inject(Metrics) metrics: Metrics,
  ) {
    metrics.watchApiKeys(() => directory.keyReadings());
  }

  onModuleInit(): void {
    this.watch.start();
  }

  onApplicationShutdown(): void {
    this.watch.stop();
    this.clients.close();
    this.sts.close();
    this.tokens.replace([]);
  }
}

function tokenVerifier(clock: Clock, config: Config, logger: Logger, metrics: Metrics): TokenVerifier {
  const agent = issuerAgent(proxyOf(config));
  const verifier = new TokenVerifier({
    clock,
    onCheck: () => metrics.tokenChecks.inc(),
    keysOf: ({ issuer, jwksUri, jwksFile = '' }) => {
      const onFetched = (outcome: FetchOutcome): void => {
        metrics.issuerKeyFetches.inc({ outcome: 'fault' in outcome ? 'failed' : 'ok' });
        const warning = 'fault' in outcome ? outcome.fault : keyCountWarning(outcome.keyCount);
        if (warning !== undefined) logger.warning(`the key set of the issuer ${issuer} ${warning}`);
      };
      if (jwksUri === undefined) return new KeysFile(jwksFile, onFetched);
      return new IssuerKeys(clock, { fetch: (signal) => fetchSigningKeys(jwksUri, signal, agent), onFetched });
    },
  });
  verifier.replace(config.issuers);
  return verifier;
}

function keyCountWarning(keyCount: number): string | undefined {
  if (keyCount <= MAX_UNNAMED_KEYS) return undefined;
  return `has ${keyCount} keys: tokens without a kid are rejected`;
}

function tenantsWatch(
  clock: Clock,
  { tenantsFile, tenants }: Config,
  recorder: TenantsFileRecorder,
  directory: TenantDirectory,
  tokens: TokenVerifier,
  credentials: CredentialWatch,
  quotas: AccountQuotas,
  records: IdempotencyStore,
  logger: Logger,
): TenantsWatch {
  let namespaces = new Set(tenants.map(namespaceOf));
  const takeOver = (file: TenantsOfFile): void => {
    directory.replace(file.tenants);
    tokens.replace(file.issuers);
    credentials.checkAll();
    quotas.configure(file.quotas);
    const next = new Set(file.tenants.map(namespaceOf));
    for (const former of namespaces) {
      if (next.has(former)) continue;
      const warn = (): void =>
        logger.warning('the idempotency records of a removed tenant could not be deleted and stay until they expire');
      records.forget(former).catch(warn);
    }
    namespaces = next;
  };
  return new TenantsWatch({ clock, source: tenantsFile, recorder, takeOver });
}
