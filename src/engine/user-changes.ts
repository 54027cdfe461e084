import { userVector } from './recognition/matcher.js';
import type { CallContext } from './operation.js';
import type { CollectionRow } from './store/collection-table.js';
import type { UserRow } from './store/user-table.js';

/**
 * Updates a user whose faces changed: UPDATING for `settleMs`, and searched by the mean of its faces after
 * `searchLagMs`. A user without faces leaves the search at once.
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
