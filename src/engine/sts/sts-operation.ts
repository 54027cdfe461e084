import type { EngineCaller } from '../access/caller.js';
import type { Role, Roles } from './roles.js';
import { principalOf } from './sessions.js';
import type { SessionCredentials, Sessions } from './sessions.js';
import type { Xml } from './xml.js';

/** What an operation of STS runs with. */
export interface StsContext {
  readonly fields: ReadonlyMap<string, string>;
  readonly caller: EngineCaller;
  readonly roles: Roles;
  readonly sessions: Sessions;
  readonly nowMs: number;
}

/** One operation of STS. */
export interface StsOperation {
  readonly name: string;
  /** Needs no signature. */
  readonly unsigned?: boolean;
  /** Gives the content of the result element. */
  readonly run: (context: StsContext) => Xml;
}

/** How long a session lasts that nobody said a duration of. @source STS API reference, AssumeRole, DurationSeconds */
export const DEFAULT_DURATION_SECONDS = 3600;

/** What both ways to assume a role answer. */
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
