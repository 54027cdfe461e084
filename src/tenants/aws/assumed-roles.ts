import { readFile } from 'node:fs/promises';

import type { AssumeRoleCommandOutput, AssumeRoleWithWebIdentityCommandOutput, STSClient } from '@aws-sdk/client-sts';

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
import type { Sts } from './sts.js';

export interface RoleTools {
  readonly clock: Clock;
  readonly sts: Sts;
  readonly ownIdentity: (region: string) => CredentialCache;
  readonly operations: readonly ConfiguredOperation[];
}

type SettingsOf<Kind extends TenantCredentials['kind']> = Extract<TenantCredentials, { kind: Kind }>;
/** Sends the request for a session, and returns the answer. */
type SessionRequest = (client: STSClient) => Promise<AssumeRoleCommandOutput | AssumeRoleWithWebIdentityCommandOutput>;

const ACCOUNT_IN_ARN = 4;
/** @source AWS STS API Reference, AssumeRole, RoleSessionName */
const SESSION_NAME = { foreign: /[^\w+=,.@-]/g, least: 2, most: 64 };

/** Sessions of a role assumed with the service's own identity. */
export function assumedRole(tenant: Tenant, settings: SettingsOf<'assumeRole'>, tools: RoleTools): CredentialSource {
  const own = tools.ownIdentity(tenant.region);
  const assume = async (keys: StaticKeys): Promise<FetchedKeys> => {
    const { AssumeRoleCommand } = load('@aws-sdk/client-sts');
    const { externalId } = settings;
    const request = {
      ...roleRequest(tenant, settings, tools),
      ...(externalId !== undefined && { ExternalId: externalId }),
    };
    return openSession(tenant, settings, tools, (client) => client.send(new AssumeRoleCommand(request)), keys);
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
  return async () => {
    const { AssumeRoleWithWebIdentityCommand } = load('@aws-sdk/client-sts');
    const WebIdentityToken = await readTokenFrom(settings.tokenFile);
    const request = { ...roleRequest(tenant, settings, tools), WebIdentityToken };
    return openSession(tenant, settings, tools, (client) => client.send(new AssumeRoleWithWebIdentityCommand(request)));
  };
}

function roleRequest(tenant: Tenant, { roleArn, durationSeconds, sessionPolicy }: RoleSettings, tools: RoleTools) {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionNameOf(tenant),
    DurationSeconds: durationSeconds,
    ...(sessionPolicy && { Policy: fittingPolicyOf(tenant, tools) }),
  };
}

/**
 * Computes the expiry from the time of the request, because STS's clock and this machine's may differ.
 *
 * @param keys sign the request; a token needs none.
 */
async function openSession(
  { region }: Tenant,
  { durationSeconds }: RoleSettings,
  { clock, sts }: RoleTools,
  request: SessionRequest,
  keys?: StaticKeys,
): Promise<FetchedKeys> {
  let askedAtMs = clock.monotonicMs();
  const { Credentials: session, AssumedRoleUser: role } = await sts.ask(region, keys, (client) => {
    askedAtMs = clock.monotonicMs();
    return request(client);
  });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = session ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new CredentialsUnavailable();
  const accountId = role?.Arn?.split(':')[ACCOUNT_IN_ARN];
  return {
    keys: keysOf({ accessKeyId, secretAccessKey, sessionToken }),
    ...(accountId !== undefined && { accountId }),
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
