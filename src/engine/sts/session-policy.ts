import { policyProblems, type AccessPolicy } from '../access/policy.js';
import { StsError } from './sts-error.js';

/** @source STS API reference, AssumeRole, Policy: "can't exceed 2,048 characters" */
const MAX_POLICY = 2048;

/** A session policy and the percentage of the allowed size that it uses. */
export interface SessionPolicy {
  readonly policy: AccessPolicy;
  readonly packedSize: number;
}

/** @throws StsError PackedPolicyTooLarge, MalformedPolicyDocument */
export function readSessionPolicy(text: string): SessionPolicy {
  const packedSize = Math.ceil((100 * text.length) / MAX_POLICY);
  if (packedSize > 100)
    throw new StsError('PackedPolicyTooLarge', `The policy uses ${packedSize}% of the allowed size`);
  const json = parsed(text);
  const problems = json === undefined ? ['is not valid JSON'] : policyProblems(json);
  if (problems.length > 0) throw new StsError('MalformedPolicyDocument', `The policy ${problems.join('; ')}`);
  return { policy: json as AccessPolicy, packedSize };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
