import { collectionArn, type CollectionView, partitionOf, type S3Location, type Tenant } from './tenant.js';

/** @source AWS STS API Reference, AssumeRole, Policy: "can't exceed 2,048 characters" */
export const LONGEST_SESSION_POLICY = 2_048;

/** @source Service Authorization Reference, Amazon Rekognition: actions that know no resource of type collection */
const WITHOUT_RESOURCE = ['ListCollections', 'DetectFaces', 'CompareFaces'];

type PolicyScope = Pick<Tenant, 'awsAccount' | 'region' | 'view' | 's3'>;

/**
 * The IAM policy that restricts a role session to the tenant's collections and to the S3 objects its callers may name.
 * A session policy can only reduce what the role allows.
 *
 * @returns JSON. STS rejects more than `LONGEST_SESSION_POLICY` characters; a prefix is shorter than a long list of
 *   collections.
 */
export function sessionPolicyOf(tenant: PolicyScope): string {
  const collections = patternsOf(tenant.view).map((pattern) => collectionArn(tenant, pattern));
  const objects = tenant.s3.map((location) => objectArn(tenant, location));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(['rekognition:*'], collections),
      allow(
        WITHOUT_RESOURCE.map((operation) => `rekognition:${operation}`),
        ['*'],
      ),
      ...(objects.length > 0 ? [allow(['s3:GetObject', 's3:GetObjectVersion'], objects)] : []),
    ],
  });
}

function allow(Action: readonly string[], Resource: readonly string[]): object {
  return { Effect: 'Allow', Action, Resource };
}

function patternsOf(view: CollectionView): readonly string[] {
  if (view.kind === 'listed') return [...view.collectionIds];
  return [view.kind === 'prefix' ? `${view.prefix}*` : '*'];
}

function objectArn({ region }: PolicyScope, { bucket, keyPrefix }: S3Location): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}/${escaped(keyPrefix)}*`;
}

/**
 * Escapes `*`, `?` and `$`.
 *
 * @source IAM User Guide, "IAM policy elements: Variables and tags"
 */
function escaped(text: string): string {
  return text.replace(/[*?$]/g, '$${$&}');
}
