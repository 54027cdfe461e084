import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { EngineRole } from '../access/accounts.js';
import { readRoleArn, type RoleArn } from '../access/arns.js';
import { policyProblems, type AccessPolicy } from '../access/policy.js';
import {
  awsId,
  grantsOf,
  type EngineCaller,
  type EngineCredential,
  type EnginePrincipal,
} from '../access/principal.js';
import type { EngineClock } from '../options.js';
import { parseJson } from '../protocol/json.js';
import { StsError, type Xml } from './sts-error.js';
import type { Parameters } from './parameters.js';

/** The content of a session token. */
interface Claims {
  readonly id: string;
  readonly roleArn: string;
  readonly name: string;
  readonly expiresAtMs: number;
  readonly policy?: AccessPolicy;
}

/** A session policy and the percentage of the allowed size that it uses. */
interface SessionPolicy {
  readonly policy?: AccessPolicy;
  readonly packedSize?: number;
}

const MAC_BYTES = 32;
/** Base64 of 30 bytes has the 40 characters of an AWS secret. */
const SECRET_BYTES = 30;
/** @source STS API reference, AssumeRole, DurationSeconds */
const DEFAULT_DURATION_SECONDS = 3600;
/** @source STS API reference, AssumeRole, Policy: "can't exceed 2,048 characters" */
const MAX_POLICY = 2048;

/** @throws StsError PackedPolicyTooLarge, MalformedPolicyDocument */
export function readSessionPolicy(text: string | undefined): SessionPolicy {
  if (text === undefined) return {};
  const packedSize = Math.ceil((100 * text.length) / MAX_POLICY);
  if (packedSize > 100)
    throw new StsError('PackedPolicyTooLarge', `The policy uses ${packedSize}% of the allowed size`);
  const json = parseJson(text);
  const problems = json === undefined ? ['is not valid JSON'] : policyProblems(json);
  if (problems.length > 0) throw new StsError('MalformedPolicyDocument', `The policy ${problems.join('; ')}`);
  return { policy: json as AccessPolicy, packedSize };
}

/**
 * Sessions of assumed roles.
 *
 * Sessions are stateless: the token holds the claims and an HMAC, and the access key and secret derive from the token.
 * Their number is not limited and they survive a restart if the key does. A session ends on the engine's clock, or when
 * its role is removed.
 */
export class Sessions {
  /** By ARN. */
  readonly roles: ReadonlyMap<string, EngineRole>;

  /** @param roles without `accountProblems` */
  constructor(
    private readonly key: Uint8Array,
    roles: readonly EngineRole[],
    private readonly clock: EngineClock,
  ) {
    this.roles = new Map(roles.map((role) => [role.roleArn, role]));
  }

  /** Opens a session. Returns the result members that both AssumeRole operations share. */
  open(
    role: EngineRole,
    { RoleSessionName: name, DurationSeconds = DEFAULT_DURATION_SECONDS }: Parameters<'RoleSessionName'>,
    { policy, packedSize }: SessionPolicy,
  ): { readonly [name: string]: Xml | undefined } {
    const expiresAtMs = this.clock.nowMs() + DurationSeconds * 1000;
    const claims = { id: randomUUID(), roleArn: role.roleArn, name, expiresAtMs, ...(policy && { policy }) };
    const text = Buffer.from(JSON.stringify(claims satisfies Claims));
    const SessionToken = Buffer.concat([this.mac('token', text), text]).toString('base64');
    const { accessKeyId, secretAccessKey } = this.keysOf(SessionToken);
    const { arn: Arn, userId: AssumedRoleId } = principalOf(role, claims);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken,
        Expiration: new Date(expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      },
      AssumedRoleUser: { AssumedRoleId, Arn },
      PackedPolicySize: packedSize,
    };
  }

  /** Returns undefined unless the access key and the token belong to one session of this engine. */
  find(accessKeyId: string, sessionToken: string): EngineCredential | undefined {
    const claims = this.claimsOf(sessionToken);
    const role = claims && this.roles.get(claims.roleArn);
    const keys = this.keysOf(sessionToken);
    if (!claims || !role || keys.accessKeyId !== accessKeyId) return undefined;
    return {
      principal: principalOf(role, claims),
      secretAccessKey: keys.secretAccessKey,
      sessionToken,
      expired: this.clock.nowMs() >= claims.expiresAtMs,
    };
  }

  private claimsOf(sessionToken: string): Claims | undefined {
    const bytes = Buffer.from(sessionToken, 'base64');
    const [mac, text] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
    // Base64 has several encodings of the same bytes; only the issued one is valid.
    if (mac.length < MAC_BYTES || bytes.toString('base64') !== sessionToken) return undefined;
    return timingSafeEqual(mac, this.mac('token', text)) ? (JSON.parse(text.toString()) as Claims) : undefined;
  }

  private keysOf(sessionToken: string): { accessKeyId: string; secretAccessKey: string } {
    return {
      accessKeyId: awsId('ASIA', 20, this.mac('access key', sessionToken)),
      secretAccessKey: this.mac('secret', sessionToken).subarray(0, SECRET_BYTES).toString('base64'),
    };
  }

  private mac(purpose: string, content: string | Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\0`).update(content).digest();
  }
}

/** Returns the identity of a session. */
function principalOf(role: EngineRole, { name, policy }: Pick<Claims, 'name' | 'policy'>): EnginePrincipal {
  const { partition, accountId, name: roleName } = readRoleArn(role.roleArn) as RoleArn;
  return {
    accountId,
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${name}`,
    userId: `${awsId('AROA', 21, role.roleArn)}:${name}`,
    roleArn: role.roleArn,
    grants: [...grantsOf('identity-based', role.policy), ...grantsOf('session', policy)],
  };
}

/** The context of an STS operation. */
export interface StsContext {
  readonly fields: ReadonlyMap<string, string>;
  readonly caller: EngineCaller;
  readonly sessions: Sessions;
  readonly nowMs: number;
}

/** An operation of STS. */
export interface StsOperation {
  readonly name: string;
  readonly unsigned?: boolean;
  /** Returns the content of the result element. */
  readonly run: (context: StsContext) => Xml;
}
