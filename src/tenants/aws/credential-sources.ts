import type { ConfiguredOperation } from '../../config/session-policy.js';
import type { StaticKeys, Tenant, TenantCredentials } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import type { CredentialRecorder } from '../../observability/recorders.js';
import type { Clock } from '../../resilience/time/clock.js';
import { withinMs } from '../../resilience/time/call-limits.js';
import { assumedRole, type RoleTools, webIdentity } from './assumed-roles.js';
import { CredentialCache, CredentialCaches } from './credential-cache.js';
import {
  credentialFailure,
  type CredentialSource,
  CredentialsUnavailable,
  type FetchedKeys,
  keysOf,
  misconfigured,
  sameKeys,
} from './credentials.js';
import { load } from './library.js';
import type { Sts } from './sts.js';

type Kinds = { readonly [Kind in TenantCredentials['kind']]: Extract<TenantCredentials, { kind: Kind }> };
type SourceOf<Settings> = (tenant: Tenant, settings: Settings, tools: RoleTools) => CredentialSource;

const READ_EVERY_MS = 5_000;
const MAX_TRY_MS = 5_000;
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
      timeout: MAX_TRY_MS,
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
  const options = { clientConfig, ignoreCache: true, maxRetries: 0, timeout: MAX_TRY_MS };
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
      return fetched(await withinMs(clock, MAX_TRY_MS, () => provided), clock);
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

const REFUSAL_REMEMBERED_MS = 60_000;
/** New keys are looked for sooner: AWS rejected these keys, not the tenant. */
const LOOK_AGAIN_MS = 5_000;

/** Returns a source that throws Failure `tenant-misconfigured` if its keys belong to another AWS account. */
function checkedAccount(source: CredentialSource, tenant: Tenant, tools: RoleTools): CredentialSource {
  const check = new AccountCheck(tenant, tools);
  return async () => check.verify(await source());
}

/** Takes the account from the STS response or GetCallerIdentity. Rejections are cached for a minute. */
class AccountCheck {
  private verified: StaticKeys | undefined;
  private refused: { readonly keys: StaticKeys; readonly failure: Failure; readonly untilMs: number } | undefined;

  constructor(
    private readonly tenant: Tenant,
    private readonly tools: RoleTools,
  ) {}

  async verify(fetched: FetchedKeys): Promise<FetchedKeys> {
    const { keys } = fetched;
    if (this.verified !== undefined && sameKeys(this.verified, keys)) return fetched;
    const account = fetched.accountId ?? (await this.lookUp(keys));
    const { awsAccount } = this.tenant;
    if (account !== awsAccount) throw misconfigured(`its credentials belong to account ${account}, not ${awsAccount}`);
    this.verified = keys;
    return fetched;
  }

  private async lookUp(keys: StaticKeys): Promise<string> {
    const { clock, sts } = this.tools;
    const { refused } = this;
    if (refused !== undefined && sameKeys(refused.keys, keys) && clock.monotonicMs() < refused.untilMs)
      throw refused.failure;
    try {
      return await accountOf(sts, this.tenant.region, keys);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'tenant-credentials') throw thrown;
      const failure = thrown.with({ retryAfterMs: LOOK_AGAIN_MS });
      this.refused = { keys, failure, untilMs: clock.monotonicMs() + REFUSAL_REMEMBERED_MS };
      throw failure;
    }
  }
}

async function accountOf(sts: Sts, region: string, keys: StaticKeys): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = load('@aws-sdk/client-sts');
  return sts.ask(region, (settings) => {
    const client = new STSClient({ ...settings, credentials: { ...keys } });
    return async () => {
      const { Account } = await client.send(new GetCallerIdentityCommand({}));
      if (Account === undefined) throw new CredentialsUnavailable();
      return Account;
    };
  });
}

/** The caches of all tenants, and one for the service's own identity, which assumes roles. */
export function credentialCaches(
  clock: Clock,
  sts: Sts,
  recorder: CredentialRecorder,
  operations: readonly ConfiguredOperation[],
): CredentialCaches {
  recorder.watch(
    () => sts.asking,
    () => clock.wallMs(),
  );
  let own: CredentialCache | undefined;
  /** One cache for all regions: STS credentials of any region are valid everywhere. */
  const ownIdentity = (region: string): CredentialCache =>
    (own ??= new CredentialCache(clock, defaultChain(region, { clock, sts }), {
      onTried: (failure) => recorder.tried('own', failure),
    }));
  const tools: RoleTools = { clock, sts, operations, ownIdentity };
  return new CredentialCaches((tenant) => {
    const { kind } = tenant.credentials;
    return new CredentialCache(clock, checkedAccount(sourceOf(tenant, tools), tenant, tools), {
      onTried: (failure) => recorder.tried(kind, failure, tenant.id),
      onUsed: (leftMs) => {
        const nowMs = clock.wallMs();
        recorder.usedAt(nowMs, kind, nowMs + leftMs);
      },
    });
  });
}
