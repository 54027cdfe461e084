import type { EngineCaller } from '../access/caller.js';
import type { Role, Roles } from './roles.js';
import { principalOf, type SessionCredentials, type Sessions } from './sessions.js';
import type { Xml } from './xml.js';

/** The context of an STS operation. */
export interface StsContext {
  readonly fields: ReadonlyMap<string, string>;
  readonly caller: EngineCaller;
  readonly roles: Roles;
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

/** @source STS API reference, AssumeRole, DurationSeconds */
export const DEFAULT_DURATION_SECONDS = 3600;

/** The result members that both AssumeRole operations share. */
export function sessionXml(
  role: Role,
  name: string,
  credentials: SessionCredentials,
): { readonly [name: string]: Xml } {
  const { arn: Arn, userId: AssumedRoleId } = principalOf(role, { name });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    AssumedRoleUser: { AssumedRoleId, Arn },
  };
}
