interface Quota {
  readonly bigRegions: number;
  readonly others: number;
}

/** @source Service endpoints and quotas, Amazon Rekognition: the regions whose default quotas are higher */
export const BIG_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

const EVERYWHERE_5: Quota = { bigRegions: 5, others: 5 };
const TAGGING: Quota = { bigRegions: 10, others: 10 };
const SEARCHING: Quota = { bigRegions: 50, others: 5 };
const DETECTING: Quota = { bigRegions: 100, others: 25 };

/**
 * AWS's default quotas in calls per second.
 *
 * @source Service endpoints and quotas, Amazon Rekognition: transactions per second per account
 */
export const AWS_QUOTAS = {
  AssociateFaces: EVERYWHERE_5,
  CompareFaces: DETECTING,
  CreateCollection: EVERYWHERE_5,
  CreateUser: EVERYWHERE_5,
  DeleteCollection: EVERYWHERE_5,
  DeleteFaces: EVERYWHERE_5,
  DeleteUser: EVERYWHERE_5,
  DescribeCollection: EVERYWHERE_5,
  DetectFaces: DETECTING,
  DisassociateFaces: EVERYWHERE_5,
  IndexFaces: SEARCHING,
  ListCollections: EVERYWHERE_5,
  ListFaces: SEARCHING,
  ListTagsForResource: TAGGING,
  ListUsers: EVERYWHERE_5,
  SearchFaces: SEARCHING,
  SearchFacesByImage: SEARCHING,
  SearchUsers: SEARCHING,
  SearchUsersByImage: SEARCHING,
  TagResource: TAGGING,
  UntagResource: TAGGING,
} as const satisfies Record<string, Quota>;

/** The operations that a quota can be set for. */
export type QuotaName = keyof typeof AWS_QUOTAS;

/** Calls per second per account and region, by operation. Operations without an entry are not limited. */
export type Quotas = 'aws' | 'off' | Readonly<Partial<Record<QuotaName, number>>>;

const MAX_CALLS_PER_SECOND = 1_000_000;

/** Returns undefined if the operation is not limited. */
export function callsPerSecond(quotas: Quotas, operation: QuotaName, region: string): number | undefined {
  if (quotas === 'off') return undefined;
  if (quotas !== 'aws') return Object.hasOwn(quotas, operation) ? quotas[operation] : undefined;
  return AWS_QUOTAS[operation][BIG_REGIONS.includes(region) ? 'bigRegions' : 'others'];
}

/** Returns the problems of a JSON value as quotas by operation. */
export function quotaProblems(json: unknown): string[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return ['must be an object of operations and calls per second'];
  return Object.entries(json).flatMap(([operation, calls]) => [
    ...(Object.hasOwn(AWS_QUOTAS, operation) ? [] : [`${operation} is not an operation of this engine`]),
    ...(typeof calls === 'number' && calls > 0 && calls <= MAX_CALLS_PER_SECOND
      ? []
      : [`${operation} must be a number of calls per second above 0, up to ${MAX_CALLS_PER_SECOND}`]),
  ]);
}
