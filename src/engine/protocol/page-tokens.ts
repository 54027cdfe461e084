import { createHash } from 'node:crypto';
import { WireError } from './wire-error.js';

const POSITION_BYTES = 6;
const TOKEN_BYTES = 24;

/** Identifies a query: everything that decides which items it returns. */
export type Query = readonly (string | readonly string[] | undefined)[];

/** Returns a token that continues `query` after `position`. */
export function pageToken(query: Query, position: number): string {
  const head = Buffer.alloc(POSITION_BYTES);
  head.writeUIntBE(position, 0, POSITION_BYTES);
  const digest = createHash('sha256')
    .update(head)
    .update(JSON.stringify(query.map((part) => part ?? null)))
    .digest();
  return Buffer.concat([head, digest.subarray(0, TOKEN_BYTES - POSITION_BYTES)]).toString('base64url');
}

/**
 * Returns the position in a token, or 0 without one.
 *
 * @throws InvalidPaginationTokenException if the token is malformed or belongs to another query
 */
export function positionOf(query: Query, token: string | undefined): number {
  if (token === undefined) return 0;
  const bytes = Buffer.from(token, 'base64url');
  const position = bytes.length === TOKEN_BYTES ? bytes.readUIntBE(0, POSITION_BYTES) : 0;
  if (token !== pageToken(query, position)) throw new WireError('InvalidPaginationTokenException');
  return position;
}

/**
 * Reads a page, and the token of the next one if there are more items.
 *
 * @param list returns up to `limit` rows after a key, ordered by key
 */
export function readPage<Row extends { readonly key: number }>(
  query: Query,
  token: string | undefined,
  size: number,
  list: (afterKey: number, limit: number) => Row[],
): { rows: Row[]; next: { NextToken?: string } } {
  const found = list(positionOf(query, token), size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return { rows, next: last && found.length > size ? { NextToken: pageToken(query, last.key) } : {} };
}
