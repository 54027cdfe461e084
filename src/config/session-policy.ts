import { collectionArn, type CollectionView, partitionOf, type S3Location, type Tenant } from './tenant.js';

/** @source AWS STS API Reference, AssumeRole, Policy: "can't exceed 2,048 characters" */
export const MAX_SESSION_POLICY_LENGTH = 2_048;

type PolicyScope = Pick<Tenant, 'awsAccount' | 'region' | 'view' | 's3'>;

/** The part of an operation's definition that settings depend on. */
export interface ConfiguredOperation {
  readonly name: string;
  /** `none` if requests name no collection. */
  readonly resource: string;
}

/**
 * The IAM policy that restricts a role session to the tenant's collections and to the S3 objects its callers may name.
 * A session policy can only reduce what the role allows.
 *
 * @source Service Authorization Reference, Amazon Rekognition: actions without a resource type are allowed on `*`.
 * @returns JSON. STS rejects more than `MAX_SESSION_POLICY_LENGTH` characters; a prefix is shorter than a long list of
 *   collections.
 */
export function sessionPolicyOf(tenant: PolicyScope, operations: readonly ConfiguredOperation[]): string {
  const collections = patternsOf(tenant.view).map((pattern) => collectionArn(tenant, pattern));
  const objects = tenant.s3.map((location) => objectArn(tenant, location));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(['rekognition:*'], collections),
      allow(actionsWithoutResource(operations), ['*']),
      ...(objects.length > 0 ? [allow(['s3:GetObject', 's3:GetObjectVersion'], objects)] : []),
    ],
  });
}

function allow(Action: readonly string[], Resource: readonly string[]): object {
  return { Effect: 'Allow', Action, Resource };
}

function actionsWithoutResource(operations: readonly ConfiguredOperation[]): string[] {
  return operations.filter(({ resource }) => resource === 'none').map(({ name }) => `rekognition:${name}`);
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
