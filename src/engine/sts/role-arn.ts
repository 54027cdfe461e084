/** A parsed role ARN. */
export interface RoleArn {
  readonly partition: string;
  readonly accountId: string;
  /** The role name without its path. */
  readonly name: string;
}

const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;

/** Returns undefined if the text is not a role ARN. */
export function readRoleArn(arn: string): RoleArn | undefined {
  const [, partition, accountId, name] = ROLE_ARN.exec(arn) ?? [];
  return partition === undefined || accountId === undefined || name === undefined
    ? undefined
    : { partition, accountId, name };
}
