import { createHash } from 'node:crypto';
import { MESSAGES } from '../assumptions.js';
import { WireError } from './wire-error.js';

const POSITION_BYTES = 6;
const TOKEN_BYTES = 24;

/** Names the query a page belongs to: whatever changes which items there are, and nothing else. */
export type Query = readonly (string | readonly string[] | undefined)[];

/** A token that continues `query` after `position`. */
export function pageToken(query: Query, position: number): string {
  const head = Buffer.alloc(POSITION_BYTES);
  head.writeUIntBE(position, 0, POSITION_BYTES);
  const mark = createHash('sha256')
    .update(head)
    .update(JSON.stringify(query.map((part) => part ?? null)))
    .digest();
  return Buffer.concat([head, mark.subarray(0, TOKEN_BYTES - POSITION_BYTES)]).toString('base64url');
}

/**
 * Where the next page starts; without a token, at the beginning.
 *
 * @throws InvalidPaginationTokenException for a token of another query, and for what never was one.
 */
export function positionOf(query: Query, token: string | undefined): number {
  if (token === undefined) return 0;
  const bytes = Buffer.from(token, 'base64url');
  const position = bytes.length === TOKEN_BYTES ? bytes.readUIntBE(0, POSITION_BYTES) : 0;
  if (token !== pageToken(query, position)) throw new WireError('InvalidPaginationTokenException', MESSAGES.pageToken);
  return position;
}

/** One page of a query, and the token of the next when there is more. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly next: { readonly NextToken?: string };
}

/**
 * Reads a page.
 *
 * @param list gives up to `limit` rows after a key, in the order of their keys.
 */
export function readPage<Row extends { readonly key: number }>(
  query: Query,
  token: string | undefined,
  size: number,
  list: (afterKey: number, limit: number) => Row[],
): Page<Row> {
  const found = list(positionOf(query, token), size + 1);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  return { rows, next: last && found.length > size ? { NextToken: pageToken(query, last.key) } : {} };
}
