import { readCollectionArn } from './access/arns.js';
import type { CallContext } from './operation.js';
import { WireError, type WireErrorName } from './protocol/wire-error.js';
import { storedFaceOf } from './recognition/faces.js';
import type { CollectionRow } from './store/collection-table.js';
import type { FaceRow } from './store/face-table.js';
import { statusOf } from './user-changes.js';

/** @source API reference, SearchFaces, SearchUsers, CompareFaces: the default threshold is 80 */
export const DEFAULT_THRESHOLD = 80;

/** @throws ResourceNotFoundException */
export function findCollection({ store, realm }: CallContext, id: string): CollectionRow {
  const collection = store.collections.find(realm, id);
  if (!collection) throw new WireError('ResourceNotFoundException', `The collection id: ${id} does not exist`);
  return collection;
}

/** Returns the collection with this ARN. */
export function findTagged({ store, realm, settings }: CallContext, arn: string): CollectionRow {
  const { arnErrors, arnWithoutPrefix, messages } = settings.assumptions;
  const named = readCollectionArn(arnWithoutPrefix === 'taken' ? arn.replace(/^aws(?=[:-])/, 'arn:aws') : arn);
  if (!named) throw new WireError(arnErrors.malformed, messages.arnMalformed(arn));
  if (named.realm.accountId !== realm.accountId)
    throw new WireError(arnErrors.anotherAccount, messages.arnOfAnotherAccount(arn));
  if (named.realm.region !== realm.region) throw new WireError(arnErrors.anotherRegion, messages.arnNotFound(arn));
  const collection = named.collectionId === undefined ? undefined : store.collections.find(realm, named.collectionId);
  if (!collection) throw new WireError(arnErrors.absent, messages.arnNotFound(arn));
  return collection;
}

/** Returns a face that searches and associations find already. */
export function searchableFace({ store, nowMs }: CallContext, { key }: CollectionRow, id: string): FaceRow | undefined {
  const face = store.faces.find(key, id);
  return face && face.foundFromMs <= nowMs ? face : undefined;
}

/** @throws WireError `errorName` if the collection has no such face */
export function findFace(
  context: CallContext,
  collection: CollectionRow,
  id: string,
  errorName: WireErrorName = 'InvalidParameterException',
): FaceRow {
  const face = searchableFace(context, collection, id);
  if (!face) throw new WireError(errorName, 'faceId was not found in the collection.');
  return face;
}

/** Search parameters. Absent members have AWS's defaults. */
export interface SearchInput {
  readonly threshold: number | undefined;
  readonly limit: number | undefined;
  /** The key of the searched item, which is not returned. */
  readonly exceptKey?: number;
}

/** Returns the most similar faces as `FaceMatches`. */
export function matchFaces(
  { store, nowMs, settings }: CallContext,
  { key: collection }: CollectionRow,
  vector: Float32Array,
  { threshold = DEFAULT_THRESHOLD, limit = settings.assumptions.maxMatches.faces, ...except }: SearchInput,
): object[] {
  return store.vectors
    .search('faces', collection, { vector, threshold, limit, ...except }, nowMs)
    .map(({ key, similarity }) => ({ Similarity: similarity, Face: storedFaceOf(store.faces.at(key)) }));
}

/** Returns the most similar users as `UserMatches`. */
export function matchUsers(
  context: CallContext,
  { key: collection }: CollectionRow,
  vector: Float32Array,
  { threshold = DEFAULT_THRESHOLD, limit = context.settings.assumptions.maxMatches.users, ...except }: SearchInput,
): object[] {
  const { store, nowMs } = context;
  const matches = store.vectors.search('users', collection, { vector, threshold, limit, ...except }, nowMs);
  return matches.map(({ key, similarity }) => {
    const user = store.users.at(key);
    return { Similarity: similarity, User: { UserId: user.id, UserStatus: statusOf(user, context) } };
  });
}
