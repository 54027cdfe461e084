import { MAX_MATCHES } from '../assumptions.js';
import { storedFaceOf } from './faces.js';
import { statusOf } from '../lookup.js';
import type { CallContext } from '../operation.js';
import type { CollectionRow } from '../store/collection-table.js';
import type { VectorQuery } from '../store/vector-set.js';

/** @source API reference, SearchFaces, SearchUsers, CompareFaces: the default threshold is 80 */
export const DEFAULT_THRESHOLD = 80;

/** What is asked of a search; what is left out has AWS's default. */
export interface SearchInput {
  readonly threshold: number | undefined;
  readonly limit: number | undefined;
  /** Is not found: what is searched itself. */
  readonly exceptKey?: number;
}

/** The collection's faces most similar to a vector, as `FaceMatches`. */
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

/** The collection's users most similar to a vector, as `UserMatches`. */
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
