import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { AccessPolicy, Grant } from '../access/policy.js';
import { awsId } from '../protocol/aws-ids.js';
import type { EnginePrincipal } from '../access/caller.js';
import type { EngineClock } from '../engine-clock.js';
import type { EngineCredential } from '../protocol/sigv4.js';
import type { Role, Roles } from './roles.js';

/** What a session is, all of which its token carries. */
interface Claims {
  readonly id: string;
  readonly roleArn: string;
  readonly name: string;
  readonly expiresAtMs: number;
  readonly policy?: AccessPolicy;
}

/** A session to be handed out. */
export interface NewSession {
  readonly role: Role;
  readonly name: string;
  readonly durationSeconds: number;
  readonly policy?: AccessPolicy;
}

/** What a session is used with. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

const MAC_BYTES = 32;
/** As many as make the forty characters of AWS's secrets. */
const SECRET_BYTES = 30;

/**
 * The sessions of assumed roles.
 *
 * Nothing is kept of them: the token says what a session is and carries a mark that only the holder of the key could
 * make, and access key and secret follow from the token. So there may be any number of them, and they outlive the
 * process where the key does. A session ends on the engine's clock, and with its role.
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
    const sessionToken = Buffer.concat([this.mark('token', text), text]).toString('base64');
    return { ...this.keysOf(sessionToken), sessionToken, expiresAtMs };
  }

  /** Undefined for an access key and a token that are no session's of this engine, or not the same session's. */
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
    const [mark, text] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
    // Base64 has several ways to write the same bytes; only the one that was handed out counts.
    if (mark.length < MAC_BYTES || bytes.toString('base64') !== sessionToken) return undefined;
    return timingSafeEqual(mark, this.mark('token', text)) ? (JSON.parse(text.toString()) as Claims) : undefined;
  }

  private keysOf(sessionToken: string): { accessKeyId: string; secretAccessKey: string } {
    return {
      accessKeyId: awsId('ASIA', 20, this.mark('access key', sessionToken)),
      secretAccessKey: this.mark('secret', sessionToken).subarray(0, SECRET_BYTES).toString('base64'),
    };
  }

  private mark(purpose: string, content: string | Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\0`).update(content).digest();
  }
}

/** A session as others see it. */
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
