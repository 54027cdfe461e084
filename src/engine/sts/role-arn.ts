/** What the ARN of a role tells of it. */
export interface RoleArn {
  readonly partition: string;
  readonly accountId: string;
  /** Without the path that may stand before it. */
  readonly name: string;
}

const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;

/** Undefined for what is no ARN of a role. */
export function readRoleArn(arn: string): RoleArn | undefined {
  const [, partition, accountId, name] = ROLE_ARN.exec(arn) ?? [];
  return partition === undefined || accountId === undefined || name === undefined
    ? undefined
    : { partition, accountId, name };
}
