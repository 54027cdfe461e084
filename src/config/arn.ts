import type { Tenant } from './tenant.js';

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

/** The ARN of a collection. `id` is the id at AWS, including any prefix. */
export function collectionArn({ awsAccount, region }: Pick<Tenant, 'awsAccount' | 'region'>, id: string): string {
  return `arn:${partitionOf(region)}:rekognition:${region}:${awsAccount}:collection/${id}`;
}
