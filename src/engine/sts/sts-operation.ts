import { policyProblems, type AccessPolicy } from '../access/policy.js';
import type { EngineCaller } from '../access/principal.js';
import type { Parameters } from './parameters.js';
import { principalOf, type Role, type Roles, type Sessions } from './sessions.js';
import { StsError } from './sts-error.js';
import type { Xml } from './sts-wire.js';

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
/** @source STS API reference, AssumeRole, Policy: "can't exceed 2,048 characters" */
const MAX_POLICY = 2048;

/** A session policy and the percentage of the allowed size that it uses. */
interface SessionPolicy {
  readonly policy?: AccessPolicy;
  readonly packedSize?: number;
}

/** @throws StsError PackedPolicyTooLarge, MalformedPolicyDocument */
export function readSessionPolicy(text: string | undefined): SessionPolicy {
  if (text === undefined) return {};
  const packedSize = Math.ceil((100 * text.length) / MAX_POLICY);
  if (packedSize > 100)
    throw new StsError('PackedPolicyTooLarge', `The policy uses ${packedSize}% of the allowed size`);
  const json = parsed(text);
  const problems = json === undefined ? ['is not valid JSON'] : policyProblems(json);
  if (problems.length > 0) throw new StsError('MalformedPolicyDocument', `The policy ${problems.join('; ')}`);
  return { policy: json as AccessPolicy, packedSize };
}

/** Opens a session. Returns the result members that both AssumeRole operations share. */
export function openSession(
  { sessions }: StsContext,
  role: Role,
  { RoleSessionName: name, DurationSeconds = DEFAULT_DURATION_SECONDS }: Parameters<'RoleSessionName'>,
  { policy, packedSize }: SessionPolicy,
): { readonly [name: string]: Xml | undefined } {
  const credentials = sessions.open({ role, name, durationSeconds: DurationSeconds, ...(policy && { policy }) });
  const { arn: Arn, userId: AssumedRoleId } = principalOf(role, { name });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
    AssumedRoleUser: { AssumedRoleId, Arn },
    PackedPolicySize: packedSize,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
