import type { Grant } from './policy.js';

/** Whom credentials stand for. */
export interface EnginePrincipal {
  readonly accountId: string;
  /** Of the user, or of the session of an assumed role. */
  readonly arn: string;
  /** As GetCallerIdentity tells it. */
  readonly userId: string;
  /** The role whose session this is; a user has none. */
  readonly roleArn?: string;
  /** What all has to allow a call. Nothing here: everything is allowed. */
  readonly grants: readonly Grant[];
}

/** Who called, and in which region: what a signature proves. */
export interface EngineCaller extends EnginePrincipal {
  readonly accessKeyId: string;
  readonly region: string;
}

/** The caller of an operation that needs no signature. */
export const ANONYMOUS: EngineCaller = { accountId: '', arn: '', userId: '', grants: [], accessKeyId: '', region: '' };
