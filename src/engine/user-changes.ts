import { userVector } from './recognition/matcher.js';
import type { CallContext } from './operation.js';
import type { CollectionRow } from './store/collection-table.js';
import type { UserRow } from './store/user-table.js';

/**
 * What follows when faces have joined or left a user: the user is UPDATING, and after the search lag is found by the
 * mean of the faces there are then. A user without faces is not found any more, from this moment on.
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
