import type { KeyObject } from 'node:crypto';
import type { Grant } from '../access/policy.js';
import type { EngineRole } from '../access/accounts.js';
import { awsId } from '../protocol/aws-ids.js';
import { readRoleArn, type RoleArn } from './role-arn.js';
import { verificationKey } from './verification-key.js';

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
