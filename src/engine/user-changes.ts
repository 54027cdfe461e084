import type { CallContext } from './operation.js';
import { WireError, type WireErrorName } from './protocol/wire-error.js';
import type { CollectionRow } from './store/collection-table.js';
import type { UserRow } from './store/user-table.js';
import { userVector } from './store/vectors.js';

export type UserStatus = 'CREATED' | 'UPDATING' | 'ACTIVE';

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
export function statusOf(user: UserRow, { nowMs, settings }: CallContext): UserStatus {
  if (user.faceCount === 0) return user.settlesAtMs === 0 ? 'CREATED' : settings.assumptions.statusWithoutFaces;
  return nowMs < user.settlesAtMs ? 'UPDATING' : 'ACTIVE';
}

/** Returns the status of a user after a call that may have changed it. */
export function statusAfter(
  context: CallContext,
  collection: CollectionRow,
  userId: string,
  hasChanged: boolean,
): UserStatus {
  const { statusWithoutChange } = context.settings.assumptions;
  if (!hasChanged && statusWithoutChange !== 'current') return statusWithoutChange;
  return statusOf(findUser(context, collection, userId), context);
}

/** Returns the ids without repetitions. */
export function uniqueIds(ids: readonly string[], { settings }: CallContext): string[] {
  const { repeatedFaceIds } = settings.assumptions;
  const unique = [...new Set(ids)];
  if (repeatedFaceIds !== 'once' && unique.length < ids.length) throw new WireError(repeatedFaceIds);
  return unique;
}

/**
 * Updates a user whose faces changed: UPDATING for `settleMs`, and searched by the mean of its faces after
 * `searchLagMs`. A user without faces is removed from searches immediately.
 */
export function recordFaceChange(
  { store, nowMs, settings }: CallContext,
  collection: CollectionRow,
  user: UserRow,
): void {
  store.users.settle(user.key, nowMs + settings.settleMs);
  const faces = store.faces.vectorsOf(user.key);
  if (faces.length === 0) store.userVectors.clear(collection.key, user.key);
  else store.userVectors.insert(collection.key, user.key, userVector(faces), nowMs + settings.searchLagMs, nowMs);
}
