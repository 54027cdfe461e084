import { createHash } from 'node:crypto';

import type { FastifyRequest } from 'fastify';

import type { RecordPlace } from '../../state/idempotency.store.js';

/** The parts of a request as validated. */
export type ValidatedParts = Pick<FastifyRequest, 'params' | 'query' | 'body'>;

/** A write under its caller's key. */
export interface KeyedRequest extends ValidatedParts {
  /** The tenant's namespace, as `namespaceOf` names it. */
  readonly namespace: string;
  /** The operation's name: all routes to it share its keys. */
  readonly operation: string;
  readonly key: string;
}

/** Where the request's record is. Each tenant, and each operation of it, has its own keys. */
export function placeOf({ namespace, operation, key }: KeyedRequest): RecordPlace {
  return { tenant: namespace, key: digest(JSON.stringify([operation, key])) };
}

/**
 * What the request asks for, in 43 characters that only it has. Lists are sets: neither order nor repetition makes
 * another request. A repeated query parameter stands for the body's list, whose name is its plural, so that equal
 * forms of one operation are one request. The key goes in, so that who reads the store cannot try out what was asked.
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

/** One text for all ways to write the same value. Bytes are told by their digest. */
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
