import { readCollectionArn } from './access/arns.js';
import type { CallContext } from './operation.js';
import { WireError, type WireErrorName } from './protocol/wire-error.js';
import { storedFaceOf } from './recognition/faces.js';
import type { CollectionRow } from './store/collection-table.js';
import type { FaceRow } from './store/face-table.js';
import type { UserRow } from './store/user-table.js';
import { userVector } from './store/vectors.js';

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

/** Returns the ids without repetitions. */
export function uniqueIds(ids: readonly string[], { settings }: CallContext): string[] {
  const { repeatedFaceIds } = settings.assumptions;
  const unique = [...new Set(ids)];
  if (repeatedFaceIds !== 'once' && unique.length < ids.length) throw new WireError(repeatedFaceIds);
  return unique;
}

/** @throws WireError `errorName` if the user does not exist */
export function findUser(
  { store, settings: { assumptions } }: CallContext,
  collection: CollectionRow,
  id: string,
  errorName: WireErrorName = 'ResourceNotFoundException',
): UserRow {
  const user = store.users.find(collection.key, id);
  if (!user) throw new WireError(errorName, assumptions.messages.userNotFound(id));
  return user;
}

/** @throws ResourceNotFoundException; ConflictException if the user is UPDATING and the rule is `updating` */
export function findUserToChange(context: CallContext, collection: CollectionRow, id: string): UserRow {
  const { conflicts, assumptions } = context.settings;
  const user = findUser(context, collection, id);
  if (conflicts === 'updating' && statusOf(user, context) === 'UPDATING')
    throw new WireError('ConflictException', assumptions.messages.userBusy(id));
  return user;
}

/** UPDATING until the last change has settled, then ACTIVE with faces and CREATED without. */
export function statusOf(user: UserRow, { nowMs, settings }: CallContext): 'CREATED' | 'UPDATING' | 'ACTIVE' {
  if (user.faceCount === 0) return user.settlesAtMs === 0 ? 'CREATED' : settings.assumptions.statusWithoutFaces;
  return nowMs < user.settlesAtMs ? 'UPDATING' : 'ACTIVE';
}

/**
 * Updates a user if its faces have changed, and returns its status. It is UPDATING for `settleMs`, and searched by the
 * mean of its faces after `searchLagMs`. A user without faces is removed from searches immediately.
 */
export function recordFaceChange(context: CallContext, { key, collection }: UserRow, hasChanged: boolean): string {
  const { store, nowMs, settings } = context;
  const { statusWithoutChange } = settings.assumptions;
  if (!hasChanged && statusWithoutChange !== 'current') return statusWithoutChange;
  if (hasChanged) {
    store.users.settle(key, nowMs + settings.settleMs);
    const faces = store.faces.vectorsOf(key);
    if (faces.length === 0) store.userVectors.clear(collection, key);
    else store.userVectors.insert(collection, key, userVector(faces), nowMs + settings.searchLagMs, nowMs);
  }
  return statusOf(store.users.at(key), context);
}

/** Search parameters. Absent members have AWS's defaults. */
export interface SearchInput {
  readonly threshold: number | undefined;
  readonly limit: number | undefined;
  /** The key of the searched item, which is not returned. */
  readonly exceptKey?: number;
}

/** Returns the most similar faces as `FaceMatches`, or users as `UserMatches`. */
export function matchesOf(
  kind: 'faces' | 'users',
  context: CallContext,
  { key: collection }: CollectionRow,
  vector: Float32Array,
  { threshold = DEFAULT_THRESHOLD, limit = context.settings.assumptions.maxMatches[kind], ...except }: SearchInput,
): object[] {
  const { store, nowMs } = context;
  const matches = store.vectors.search(kind, collection, { vector, threshold, limit, ...except }, nowMs);
  return matches.map(({ key, similarity }) => ({
    Similarity: similarity,
    ...(kind === 'faces'
      ? { Face: storedFaceOf(store.faces.at(key)) }
      : { User: shownUser(store.users.at(key), context) }),
  }));
}

/** A stored user as a `User`. */
export function shownUser(user: UserRow, context: CallContext): object {
  return { UserId: user.id, UserStatus: statusOf(user, context) };
}
