import type { Tenant } from './tenant.js';

/** @source AWS General Reference, "Amazon Resource Names": the partitions of China and GovCloud have names of their own. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The ARN of a collection of the tenant's account and region, by the id that Rekognition knows. */
export function collectionArn({ awsAccount, region }: Pick<Tenant, 'awsAccount' | 'region'>, id: string): string {
  return `arn:${partitionOf(region)}:rekognition:${region}:${awsAccount}:collection/${id}`;
}
