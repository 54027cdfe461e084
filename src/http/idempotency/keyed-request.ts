import { hash } from 'node:crypto';

import type { FastifyRequest } from 'fastify';

import { Failure, type InputFault } from '../../failures/failure.js';
import type { RecordPlace } from '../../state/idempotency.store.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { SENT_TWICE } from '../routes/exchange.js';

const KEY = /^[\x20-\x7e]{1,255}$/;
const FAULT: InputFault = {
  pointer: '/header/idempotency-key',
  detail: 'must have 1 to 255 printable characters',
};

/** Reads the `Idempotency-Key` header, quoted or unquoted. Parameters of a quoted key are ignored (RFC 9651). */
export function readIdempotencyKey(
  header: string | string[] | undefined,
  lines = 1,
): { key?: string; faults: InputFault[] } {
  if (header === undefined) return { faults: [] };
  // Joined by Node, two keys would be a third one, and a repeat with either would take effect again.
  if (lines > 1) return { faults: [{ ...FAULT, detail: SENT_TWICE }] };
  const text = String(header);
  const key = /^"([^"]*)"[ \t]*(;.*)?$/.exec(text)?.[1] ?? text.replace(/^"(.*)"$/, '$1');
  return KEY.test(key) ? { key, faults: [] } : { faults: [FAULT] };
}

/** Adds the key from the body. @throws Failure validation-failed if the header has another one. */
export function withBodyKey(caller: Caller, clientRequestToken: string | undefined): Caller {
  if (clientRequestToken === undefined || clientRequestToken === caller.idempotencyKey) return caller;
  if (caller.idempotencyKey === undefined) return { ...caller, idempotencyKey: clientRequestToken };
  const detail = 'must equal the Idempotency-Key header when both are sent';
  throw new Failure('validation-failed', { errors: [{ pointer: '/clientRequestToken', detail }] });
}

/** A validated write with an idempotency key. All routes of an operation share its keys. */
export interface KeyedRequest extends Pick<FastifyRequest, 'params' | 'query' | 'body'> {
  /** See `namespaceOf`. */
  readonly namespace: string;
  readonly operation: string;
  readonly key: string;
}

export function placeOf({ namespace, operation, key }: KeyedRequest): RecordPlace {
  return { tenant: namespace, key: digest(JSON.stringify([operation, key])) };
}

/** `dryRun` is false: dry runs have no records. */
const NOT_INPUT = ['clientRequestToken', 'dryRun'];

/**
 * Returns a digest of the request's input. Arrays are compared as sets, and a repeated query parameter (`faceId`) equals
 * the array in the body (`faceIds`). Includes the key so that fingerprints cannot be brute-forced from the store.
 */
export function fingerprintOf({ namespace, operation, key, params, query, body }: KeyedRequest): string {
  const asked = [...Object.entries(query as object).map(plural), ...Object.entries(body as object)];
  const input = asked.filter(([name, value]) => !NOT_INPUT.includes(name) && !isEmptyList(value));
  return digest(JSON.stringify([namespace, operation, key, canonical(params), inOrder(input)]));
}

function plural([name, value]: [string, unknown]): [string, unknown] {
  return Array.isArray(value) && !name.endsWith('s') ? [`${name}s`, value] : [name, value];
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

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
  return hash('sha256', content, 'base64url');
}
