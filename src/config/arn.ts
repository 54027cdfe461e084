import type { Tenant } from './tenant.js';

/** @source AWS General Reference, "Amazon Resource Names": partitions of China and GovCloud. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The ARN of a collection. `id` is the id at AWS, including any prefix. */
export function collectionArn({ awsAccount, region }: Pick<Tenant, 'awsAccount' | 'region'>, id: string): string {
  return `arn:${partitionOf(region)}:rekognition:${region}:${awsAccount}:collection/${id}`;
}
