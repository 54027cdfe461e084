import { createHash } from 'node:crypto';
import type { EngineAccount } from './accounts.js';
import type { AccessPolicy, Grant } from './policy.js';

/** The identity behind credentials. */
export interface EnginePrincipal {
  readonly accountId: string;
  /** ARN of the user or of the assumed-role session. */
  readonly arn: string;
  /** The `UserId` in GetCallerIdentity. */
  readonly userId: string;
  /** The assumed role; absent for users. */
  readonly roleArn?: string;
  /** The policies that must all allow a call. Empty: everything is allowed. */
  readonly grants: readonly Grant[];
}

/** The signer of a call and the region in its signature. */
export interface EngineCaller extends EnginePrincipal {
  readonly accessKeyId: string;
  readonly region: string;
}

/** The caller of an unsigned operation. */
export const ANONYMOUS: EngineCaller = { accountId: '', arn: '', userId: '', grants: [], accessKeyId: '', region: '' };

/** The credential of an access key. */
export interface EngineCredential {
  readonly principal: EnginePrincipal;
  readonly secretAccessKey: string;
  /** If set, a call must send it; otherwise a call must not send any. */
  readonly sessionToken?: string;
  readonly expired?: boolean;
}

/** Looks up an access key and a session token, which is empty if there is none. */
export type CredentialFinder = (accessKeyId: string, sessionToken: string) => EngineCredential | undefined;

/** Looks up configured access keys first, then STS sessions. */
export function credentialFinder(accounts: readonly EngineAccount[], sessionOf: CredentialFinder): CredentialFinder {
  const keys = new Map(accounts.map((account) => [account.accessKeyId, credentialOf(account)]));
  return (accessKeyId, sessionToken) => keys.get(accessKeyId) ?? sessionOf(accessKeyId, sessionToken);
}

function credentialOf({ accountId, accessKeyId, policy, ...secrets }: EngineAccount): EngineCredential {
  return {
    principal: {
      accountId,
      arn: `arn:aws:iam::${accountId}:user/${accessKeyId}`,
      userId: awsId('AIDA', 21, accessKeyId),
      grants: grantsOf('identity-based', policy),
    },
    ...secrets,
  };
}

/** No policy grants everything. */
export function grantsOf(kind: Grant['kind'], policy: AccessPolicy | undefined): Grant[] {
  return policy ? [{ kind, policy }] : [];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns an id in IAM's format, such as `AROA` and 17 letters and digits. Equal texts give equal ids. */
export function awsId(prefix: 'AIDA' | 'AROA' | 'ASIA', length: number, text: string | Buffer): string {
  const bytes = createHash('sha256')
    .update(text)
    .digest()
    .subarray(0, length - prefix.length);
  return prefix + [...bytes].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}
