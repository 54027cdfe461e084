import type { Realm } from '../store/collection-table.js';

/** Returns the ARN of a collection. Only CreateCollection returns one without `arn:`, as in AWS's examples. */
export function collectionArn({ region, accountId }: Realm, id: string): string {
  return `arn:aws:rekognition:${region}:${accountId}:collection/${id}`;
}

/** A parsed Rekognition ARN. `collectionId` is undefined for other resource types. */
export interface NamedResource {
  readonly realm: Realm;
  readonly collectionId: string | undefined;
}

/** Returns undefined if the text is not a Rekognition resource ARN. */
export function readCollectionArn(arn: string): NamedResource | undefined {
  const [, region, accountId, type, id] = /^arn:aws:rekognition:([a-z0-9-]+):(\d{12}):([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined) return undefined;
  return { realm: { region, accountId }, collectionId: type === 'collection' ? id : undefined };
}

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
