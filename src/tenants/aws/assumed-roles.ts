import { readFile } from 'node:fs/promises';

import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { FromTemporaryCredentialsOptions } from '@aws-sdk/credential-providers';

import { type ConfiguredOperation, MAX_SESSION_POLICY_LENGTH, sessionPolicyOf } from '../../config/session-policy.js';
import type { RoleSettings, StaticKeys, Tenant, TenantCredentials } from '../../config/tenant.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import type { CredentialCache } from './credential-cache.js';
import {
  type CredentialSource,
  CredentialsUnavailable,
  type FetchedKeys,
  keysOf,
  misconfigured,
  sameKeys,
} from './credentials.js';
import { load } from './library.js';
import type { Sts, StsClientSettings } from './sts.js';

export interface RoleTools {
  readonly clock: Clock;
  readonly sts: Sts;
  readonly ownIdentity: (region: string) => CredentialCache;
  readonly operations: readonly ConfiguredOperation[];
}

type SettingsOf<Kind extends TenantCredentials['kind']> = Extract<TenantCredentials, { kind: Kind }>;
type Session = Parameters<typeof keysOf>[0] & { readonly accountId?: string | undefined };

/** @source AWS STS API Reference, AssumeRole, RoleSessionName */
const SESSION_NAME = { foreign: /[^\w+=,.@-]/g, least: 2, most: 64 };

/** Sessions of a role assumed with the service's own identity. */
export function assumedRole(tenant: Tenant, settings: SettingsOf<'assumeRole'>, tools: RoleTools): CredentialSource {
  const own = tools.ownIdentity(tenant.region);
  const assume = async (keys: StaticKeys): Promise<FetchedKeys> => {
    const { fromTemporaryCredentials } = load('@aws-sdk/credential-providers');
    const params = {
      RoleArn: settings.roleArn,
      RoleSessionName: sessionNameOf(tenant),
      DurationSeconds: settings.durationSeconds,
      ...(settings.externalId !== undefined && { ExternalId: settings.externalId }),
      ...(settings.sessionPolicy && { Policy: fittingPolicyOf(tenant, tools) }),
    };
    return openSession(tenant, settings, tools, (clientConfig) => {
      const account = new AnsweredAccount();
      const clientPlugins = [account.plugin];
      const provider = fromTemporaryCredentials({
        params,
        masterCredentials: { ...keys },
        clientConfig,
        clientPlugins,
      });
      return async () => ({ ...(await provider()), accountId: account.id });
    });
  };
  return async () => {
    const keys = await keysFrom(own);
    try {
      return await assume(keys);
    } catch (thrown) {
      if (!isOwnIdentityRejected(thrown)) throw thrown;
      own.renew(keys);
      const fresh = await keysFrom(own);
      return sameKeys(fresh, keys) ? unavailable(thrown) : assume(fresh).catch(unavailable);
    }
  };
}

/** Sessions of a role assumed with a token from a file, which is read on each fetch. */
export function webIdentity(tenant: Tenant, settings: SettingsOf<'webIdentity'>, tools: RoleTools): CredentialSource {
  const { roleArn, durationSeconds, sessionPolicy, tokenFile } = settings;
  return async () => {
    const { fromWebToken } = load('@aws-sdk/credential-providers');
    const options = {
      roleArn,
      durationSeconds,
      roleSessionName: sessionNameOf(tenant),
      webIdentityToken: await readTokenFrom(tokenFile),
      ...(sessionPolicy && { policy: fittingPolicyOf(tenant, tools) }),
    };
    return openSession(tenant, settings, tools, (clientConfig) => {
      const provider = fromWebToken({ ...options, clientConfig });
      return () => provider();
    });
  };
}

/** Computes the expiry from the time of the request, because STS's clock and this machine's may differ. */
async function openSession(
  { region }: Tenant,
  { durationSeconds }: RoleSettings,
  { clock, sts }: RoleTools,
  providerWith: (settings: StsClientSettings) => () => Promise<Session>,
): Promise<FetchedKeys> {
  let askedAtMs = clock.monotonicMs();
  const session = await sts.ask(region, (settings) => {
    askedAtMs = clock.monotonicMs();
    return providerWith(settings);
  });
  return {
    keys: keysOf(session),
    ...(session.accountId !== undefined && { accountId: session.accountId }),
    validUntilMs: askedAtMs + durationSeconds * 1_000,
  };
}

/** Shows the tenant in the account's CloudTrail. */
function sessionNameOf({ id }: Tenant): string {
  const { foreign, least, most } = SESSION_NAME;
  return id.replace(foreign, '-').slice(0, most).padEnd(least, '-');
}

function fittingPolicyOf(tenant: Tenant, { operations }: RoleTools): string {
  const policy = sessionPolicyOf(tenant, operations);
  if (policy.length <= MAX_SESSION_POLICY_LENGTH) return policy;
  throw misconfigured(
    `the session policy has ${policy.length} characters, STS allows ${MAX_SESSION_POLICY_LENGTH}: use a collectionPrefix or a shorter list`,
  );
}

async function readTokenFrom(file: string): Promise<string> {
  const token = await readFile(file, 'utf8').catch(() => '');
  if (token === '') throw new CredentialsUnavailable();
  return token;
}

/** Whether STS rejected the service's own identity, or its signature, and not the role. */
function isOwnIdentityRejected(thrown: unknown): boolean {
  return thrown instanceof Failure && classify(thrown.facts.cause).code === 'tenant-credentials';
}

function keysFrom(own: CredentialCache): Promise<StaticKeys> {
  return own.get().catch(unavailable);
}

/** Failures of the service's own identity are not the tenant's. */
function unavailable(cause: unknown): never {
  if (cause instanceof Failure && cause.code === 'throttled') throw cause;
  throw new Failure('credentials-unavailable', { cause });
}

type Plugin = NonNullable<FromTemporaryCredentialsOptions['clientPlugins']>[number];

const ACCOUNT_IN_ARN = 4;

/** Captures the account from the AssumeRole response, which the SDK's provider does not return. */
class AnsweredAccount {
  id: string | undefined;

  readonly plugin: Plugin = {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (request) => {
          const answer = await next(request);
          const { AssumedRoleUser } = answer.output as Partial<AssumeRoleCommandOutput>;
          this.id = AssumedRoleUser?.Arn?.split(':')[ACCOUNT_IN_ARN];
          return answer;
        },
        { step: 'initialize', name: 'answeredAccount', override: true },
      );
    },
  };
}
