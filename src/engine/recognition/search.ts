import { MAX_MATCHES } from '../assumptions.js';
import { storedFaceOf } from './faces.js';
import { statusOf } from '../lookup.js';
import type { CallContext } from '../operation.js';
import type { CollectionRow } from '../store/collection-table.js';
import type { VectorQuery } from '../store/vector-set.js';

/** @source API reference, SearchFaces, SearchUsers, CompareFaces: the default threshold is 80 */
export const DEFAULT_THRESHOLD = 80;

/** Search parameters. Absent members have AWS's defaults. */
export interface SearchInput {
  readonly threshold: number | undefined;
  readonly limit: number | undefined;
  /** The key of the searched item, which is not returned. */
  readonly exceptKey?: number;
}

/** Returns the most similar faces as `FaceMatches`. */
export function matchFaces(
  { store, nowMs }: CallContext,
  { key: collection }: CollectionRow,
  vector: Float32Array,
  input: SearchInput,
): object[] {
  return store.vectors
    .search('faces', collection, queryOf(vector, input, MAX_MATCHES.faces), nowMs)
    .map(({ key, similarity }) => ({ Similarity: similarity, Face: storedFaceOf(store.faces.at(key)) }));
}

/** Returns the most similar users as `UserMatches`. */
export function matchUsers(
  { store, nowMs }: CallContext,
  { key: collection }: CollectionRow,
  vector: Float32Array,
  input: SearchInput,
): object[] {
  const matches = store.vectors.search('users', collection, queryOf(vector, input, MAX_MATCHES.users), nowMs);
  return matches.map(({ key, similarity }) => {
    const user = store.users.at(key);
    return { Similarity: similarity, User: { UserId: user.id, UserStatus: statusOf(user, nowMs) } };
  });
}

function queryOf(vector: Float32Array, input: SearchInput, most: number): VectorQuery {
  const { threshold = DEFAULT_THRESHOLD, limit = most, exceptKey } = input;
  return { vector, threshold, limit, ...(exceptKey === undefined ? {} : { exceptKey }) };
}
