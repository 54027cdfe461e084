import type { Grant } from './policy.js';

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
