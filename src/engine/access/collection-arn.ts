import type { Realm } from '../store/collection-table.js';

/** Returns the ARN of a collection. Only CreateCollection returns one without `arn:`, as in AWS's examples. */
export function collectionArnIn({ region, accountId }: Realm, id: string): string {
  return `arn:aws:rekognition:${region}:${accountId}:collection/${id}`;
}

/** A parsed Rekognition ARN. `collectionId` is undefined for other resource types. */
export interface NamedResource {
  readonly realm: Realm;
  readonly collectionId: string | undefined;
}

/** Returns undefined if the text is not a Rekognition resource ARN. */
export function readArn(arn: string): NamedResource | undefined {
  const [, region, accountId, type, id] = /^arn:aws:rekognition:([a-z0-9-]+):(\d{12}):([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined) return undefined;
  return { realm: { region, accountId }, collectionId: type === 'collection' ? id : undefined };
}
