import { createHmac, randomUUID, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { EngineRole } from '../access/accounts.js';
import { readRoleArn, type RoleArn } from '../access/arns.js';
import type { AccessPolicy, Grant } from '../access/policy.js';
import { awsId, type EngineCredential, type EnginePrincipal } from '../access/principal.js';
import { verificationKey } from '../access/verification-key.js';
import type { EngineClock } from '../options.js';

/** The web identities that may assume a role; absent members match everything. */
export interface WebIdentityTrust {
  readonly issuer?: string;
  readonly audience?: string;
  readonly subject?: string;
  readonly key?: KeyObject;
}

/** A configured role. */
export interface Role extends RoleArn {
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly externalId?: string;
  /** Account ids, access key ids and role ARNs. Absent: every caller. */
  readonly trusts?: readonly string[];
  readonly webIdentity?: WebIdentityTrust;
  readonly grants: readonly Grant[];
}

/** Roles by ARN. */
export type Roles = ReadonlyMap<string, Role>;

/** @param given roles without `accountProblems` */
export function rolesOf(given: readonly EngineRole[]): Roles {
  return new Map(given.map((role) => [role.roleArn, roleOf(role)]));
}

function roleOf({ roleArn, externalId, trusts, webIdentity, policy }: EngineRole): Role {
  const { publicKey, ...claims } = webIdentity ?? {};
  return {
    ...(readRoleArn(roleArn) as RoleArn),
    arn: roleArn,
    id: awsId('AROA', 21, roleArn),
    grants: policy ? [{ kind: 'identity-based', policy }] : [],
    ...(externalId !== undefined && { externalId }),
    ...(trusts && { trusts }),
    ...(webIdentity && {
      webIdentity: { ...claims, ...(publicKey !== undefined && { key: verificationKey(publicKey) }) },
      trusts: trusts ?? [],
    }),
  };
}

/** The content of a session token. */
interface Claims {
  readonly id: string;
  readonly roleArn: string;
  readonly name: string;
  readonly expiresAtMs: number;
  readonly policy?: AccessPolicy;
}

/** The input of `open`. */
export interface NewSession {
  readonly role: Role;
  readonly name: string;
  readonly durationSeconds: number;
  readonly policy?: AccessPolicy;
}

/** The credentials of a session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

const MAC_BYTES = 32;
/** Base64 of 30 bytes has the 40 characters of an AWS secret. */
const SECRET_BYTES = 30;

/**
 * Sessions of assumed roles.
 *
 * Sessions are stateless: the token holds the claims and an HMAC, and the access key and secret derive from the token.
 * Their number is not limited and they survive a restart if the key does. A session ends on the engine's clock, or when
 * its role is removed.
 */
export class Sessions {
  constructor(
    private readonly key: Uint8Array,
    private readonly roles: Roles,
    private readonly clock: EngineClock,
  ) {}

  open({ role, name, durationSeconds, policy }: NewSession): SessionCredentials {
    const expiresAtMs = this.clock.nowMs() + durationSeconds * 1000;
    const claims: Claims = { id: randomUUID(), roleArn: role.arn, name, expiresAtMs, ...(policy && { policy }) };
    const text = Buffer.from(JSON.stringify(claims));
    const sessionToken = Buffer.concat([this.mac('token', text), text]).toString('base64');
    return { ...this.keysOf(sessionToken), sessionToken, expiresAtMs };
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
export function principalOf(role: Role, { name, policy }: { name: string; policy?: AccessPolicy }): EnginePrincipal {
  const narrowed: Grant[] = policy ? [{ kind: 'session', policy }] : [];
  return {
    accountId: role.accountId,
    arn: `arn:${role.partition}:sts::${role.accountId}:assumed-role/${role.name}/${name}`,
    userId: `${role.id}:${name}`,
    roleArn: role.arn,
    grants: [...role.grants, ...narrowed],
  };
}
