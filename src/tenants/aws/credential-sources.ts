import type { ConfiguredOperation } from '../../config/session-policy.js';
import type { Tenant, TenantCredentials } from '../../config/tenant.js';
import type { Failure } from '../../failures/failure.js';
import type { CredentialRecorder } from '../../observability/recorders.js';
import type { Clock } from '../../resilience/time/clock.js';
import { withinMs } from '../../resilience/time/call-limits.js';
import { checkedAccount } from './account-check.js';
import { assumedRole, type RoleTools, webIdentity } from './assumed-roles.js';
import { CredentialCache } from './credential-cache.js';
import {
  credentialFailure,
  type CredentialSource,
  CredentialsUnavailable,
  type FetchedKeys,
  keysOf,
  misconfigured,
} from './credentials.js';
import { load } from './library.js';
import type { Sts } from './sts.js';

type Kinds = { readonly [Kind in TenantCredentials['kind']]: Extract<TenantCredentials, { kind: Kind }> };
type SourceOf<Settings> = (tenant: Tenant, settings: Settings, tools: RoleTools) => CredentialSource;

const READ_EVERY_MS = 5_000;
const TRY_MS = 5_000;
/** Most timed-out tries still running. Further tries would hang as well. */
const MAX_RUNNING = 3;

const SOURCES: { readonly [Kind in keyof Kinds]: SourceOf<Kinds[Kind]> } = {
  static: (_tenant, { read }, { clock }) => {
    return () => Promise.resolve().then(() => staticKeys(read(), clock));
  },
  assumeRole: assumedRole,
  webIdentity,
  container: (_tenant, { uri, tokenFile = '' }, { clock }) => {
    // Empty strings keep the provider from reading these settings from the environment.
    const options = {
      awsContainerCredentialsFullUri: uri,
      awsContainerCredentialsRelativeUri: '',
      awsContainerAuthorizationTokenFile: tokenFile,
      awsContainerAuthorizationToken: '',
      timeout: TRY_MS,
      maxRetries: 0,
    };
    return withTimeout(clock, async () => load('@aws-sdk/credential-providers').fromHttp(options)());
  },
  default: ({ region }, _settings, tools) => defaultChain(region, tools),
  missing: (_tenant, { faults }) => {
    return () => Promise.reject(misconfigured(faults.join('; ')));
  },
};

function sourceOf(tenant: Tenant, tools: RoleTools): CredentialSource {
  // TypeScript cannot call a union of functions, although the kind selects both.
  const source = SOURCES[tenant.credentials.kind] as SourceOf<TenantCredentials>;
  return source(tenant, tenant.credentials, tools);
}

/** The SDK's default chain. Created anew to avoid its cache. */
function defaultChain(region: string, { clock, sts }: Pick<RoleTools, 'clock' | 'sts'>): CredentialSource {
  const clientConfig = sts.clientSettings(region);
  const options = { clientConfig, ignoreCache: true, maxRetries: 0, timeout: TRY_MS };
  return withTimeout(clock, async () => load('@aws-sdk/credential-providers').fromNodeProviderChain(options)());
}

function staticKeys(keys: ReturnType<Kinds['static']['read']>, clock: Clock): FetchedKeys {
  if (keys.accessKeyId === '' || keys.secretAccessKey === '') throw new CredentialsUnavailable();
  const readAgainMs = clock.monotonicMs() + READ_EVERY_MS;
  return { keys, validUntilMs: readAgainMs, refreshAtMs: readAgainMs };
}

/** Adds a timeout to SDK providers, which cannot be aborted. */
function withTimeout(clock: Clock, provider: () => Promise<ProvidedKeys>): CredentialSource {
  let running = 0;
  return async () => {
    if (running >= MAX_RUNNING) throw new CredentialsUnavailable();
    running += 1;
    const provided = provider().finally(() => (running -= 1));
    try {
      return fetched(await withinMs(clock, TRY_MS, () => provided), clock);
    } catch (thrown) {
      throw credentialFailure(thrown);
    }
  };
}

type ProvidedKeys = Parameters<typeof keysOf>[0] & { readonly expiration?: Date | undefined };

function fetched(provided: ProvidedKeys, clock: Clock): FetchedKeys {
  const endsMs = provided.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  return { keys: keysOf(provided), validUntilMs: clock.monotonicMs() + (endsMs - clock.wallMs()) };
}

/**
 * One credential cache per Tenant object, and one for the service's own identity, which assumes roles. Changed settings
 * create a new Tenant object and so a new cache.
 */
export class CredentialCaches {
  private readonly caches = new WeakMap<Tenant, CredentialCache>();
  private own: CredentialCache | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly sts: Sts,
    private readonly recorder: CredentialRecorder,
    private readonly operations: readonly ConfiguredOperation[],
  ) {
    recorder.watch(
      () => sts.asking,
      () => clock.wallMs(),
    );
  }

  of(tenant: Tenant): CredentialCache {
    const known = this.caches.get(tenant);
    if (known !== undefined) return known;
    const cache = this.create(tenant);
    this.caches.set(tenant, cache);
    return cache;
  }

  private create(tenant: Tenant): CredentialCache {
    const { clock, sts, operations } = this;
    const tools: RoleTools = { clock, sts, operations, ownIdentity: (region) => this.ownIdentity(region) };
    const source = checkedAccount(sourceOf(tenant, tools), tenant, tools);
    const onTried = (failure?: Failure): void => this.recorder.tried(tenant.credentials.kind, failure, tenant.id);
    const onUsed = (leftMs: number): void => {
      const nowMs = clock.wallMs();
      this.recorder.usedAt(nowMs, tenant.credentials.kind, nowMs + leftMs);
    };
    return new CredentialCache(clock, source, { onTried, onUsed });
  }

  /** One cache for all regions: STS credentials of any region are valid everywhere. */
  private ownIdentity(region: string): CredentialCache {
    const source = defaultChain(region, { clock: this.clock, sts: this.sts });
    this.own ??= new CredentialCache(this.clock, source, { onTried: (failure) => this.recorder.tried('own', failure) });
    return this.own;
  }
}
