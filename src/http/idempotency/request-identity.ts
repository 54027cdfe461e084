import { createHash } from 'node:crypto';

import type { FastifyRequest } from 'fastify';

import type { RecordPlace } from '../../state/idempotency.store.js';

/** The parts of a request, after validation. */
export type ValidatedParts = Pick<FastifyRequest, 'params' | 'query' | 'body'>;

/** A write with an idempotency key. */
export interface KeyedRequest extends ValidatedParts {
  /** The tenant's namespace; see `namespaceOf`. */
  readonly namespace: string;
  /** The operation name. All routes of an operation share its keys. */
  readonly operation: string;
  readonly key: string;
}

/** Returns the place of the request's record. Keys are separate for each tenant and operation. */
export function placeOf({ namespace, operation, key }: KeyedRequest): RecordPlace {
  return { tenant: namespace, key: digest(JSON.stringify([operation, key])) };
}

/**
 * Returns a digest of the request's input, 43 characters long. Arrays are compared as sets: order and repetition do not
 * change the fingerprint. A repeated query parameter equals the array in the body with its plural name (`faceId` and
 * `faceIds`), so that equivalent requests have the same fingerprint. Includes the key so that fingerprints cannot be
 * brute-forced from the store.
 */
export function fingerprintOf({ namespace, operation, key, params, query, body }: KeyedRequest): string {
  const asked = [...Object.entries(query as object).map(plural), ...Object.entries(body as object)];
  const input = asked.filter(([name, value]) => name !== 'clientRequestToken' && !isEmptyList(value));
  return digest(JSON.stringify([namespace, operation, key, canonical(params), inOrder(input)]));
}

function plural([name, value]: [string, unknown]): [string, unknown] {
  return Array.isArray(value) && !name.endsWith('s') ? [`${name}s`, value] : [name, value];
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Returns the same text for equal values. Buffers are represented by their digest. */
function canonical(value: unknown): string {
  if (Buffer.isBuffer(value)) return `bytes ${digest(value)}`;
  if (Array.isArray(value)) return `[${[...new Set(value.map(canonical))].sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${inOrder(Object.entries(value))}}`;
}

function inOrder(members: readonly [string, unknown][]): string {
  const present = members.filter(([, value]) => value !== undefined);
  const texts = present.map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`);
  return texts.sort().join();
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
