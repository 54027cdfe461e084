import type { Realm } from '../store/collection-table.js';

/** Regions of partitions other than `aws`. @source botocore, partitions.json */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** Returns the ARN of a user, which is configured without a partition, in the partition of the called region. */
export function inPartitionOf(region: string, arn: string): string {
  return arn.replace(/^arn:aws:iam:/, `arn:${partitionOf(region)}:iam:`);
}

/** Returns the ARN of a collection. Only CreateCollection returns one without `arn:`, as in AWS's examples. */
export function collectionArn({ region, accountId }: Realm, id: string): string {
  return `arn:${partitionOf(region)}:rekognition:${region}:${accountId}:collection/${id}`;
}

const RESOURCE_ARN = /^arn:(aws[a-z-]*):rekognition:([a-z0-9-]+):(\d{12}):([a-z-]+)\/(.+)$/;

/**
 * Returns undefined if the text is not a Rekognition resource ARN. A region belongs to one partition. `collectionId` is
 * undefined for other resource types.
 */
export function readCollectionArn(arn: string): { realm: Realm; collectionId: string | undefined } | undefined {
  const [, partition, region, accountId, type, id] = RESOURCE_ARN.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || partition !== partitionOf(region)) return undefined;
  return { realm: { region, accountId }, collectionId: type === 'collection' ? id : undefined };
}

/** A parsed role ARN. */
export interface RoleArn {
  readonly partition: string;
  readonly accountId: string;
  /** The role name without its path. */
  readonly name: string;
}

const ROLE_ARN =
  /^arn:(?<partition>aws[a-z-]*):iam::(?<accountId>\d{12}):role\/(?:[\w+=,.@/-]*\/)?(?<name>[\w+=,.@-]{1,64})$/;

/** Returns undefined if the text is not a role ARN. */
export function readRoleArn(arn: string): RoleArn | undefined {
  return ROLE_ARN.exec(arn)?.groups as RoleArn | undefined;
}
