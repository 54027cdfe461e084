import type { Realm } from '../store/collection-table.js';

/** The ARN of a collection. CreateCollection alone answers it without `arn:`, as its examples at AWS do. */
export function collectionArnIn({ region, accountId }: Realm, id: string): string {
  return `arn:aws:rekognition:${region}:${accountId}:collection/${id}`;
}

/** What an ARN of Rekognition names; `collectionId` is undefined for a resource of another type. */
export interface NamedResource {
  readonly realm: Realm;
  readonly collectionId: string | undefined;
}

/** Undefined for what is no ARN of a resource of Rekognition. */
export function readArn(arn: string): NamedResource | undefined {
  const [, region, accountId, type, id] = /^arn:aws:rekognition:([a-z0-9-]+):(\d{12}):([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined) return undefined;
  return { realm: { region, accountId }, collectionId: type === 'collection' ? id : undefined };
}
