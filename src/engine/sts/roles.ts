import type { KeyObject } from 'node:crypto';
import type { Grant } from '../access/policy.js';
import type { EngineRole } from '../access/accounts.js';
import { awsId } from '../protocol/aws-ids.js';
import { readRoleArn } from './role-arn.js';
import type { RoleArn } from './role-arn.js';
import { verificationKey } from './verification-key.js';

/** Which web identities may have a role. */
export interface WebIdentityTrust {
  readonly issuer?: string;
  readonly audience?: string;
  readonly subject?: string;
  readonly key?: KeyObject;
}

/** A role as sessions know it. */
export interface Role extends RoleArn {
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly externalId?: string;
  /** Accounts, access keys and roles' ARNs; without it, every caller. */
  readonly trusts?: readonly string[];
  readonly webIdentity?: WebIdentityTrust;
  readonly grants: readonly Grant[];
}

/** The roles of an engine by their ARNs. */
export type Roles = ReadonlyMap<string, Role>;

/** @throws nothing for roles that have no problems. */
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
