import type { InputFault } from '../../failures/failure.js';
import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';

const KEY = /^[\x20-\x7e]{1,255}$/;
const FAULT: InputFault = {
  pointer: '/header/idempotency-key',
  detail: 'must have 1 to 255 printable characters',
};

/** Reads the `Idempotency-Key` header, quoted or unquoted. */
export function readIdempotencyKey(header: string | string[] | undefined): { key?: string; faults: InputFault[] } {
  if (header === undefined) return { faults: [] };
  const key = String(header).replace(/^"(.*)"$/, '$1');
  return KEY.test(key) ? { key, faults: [] } : { faults: [FAULT] };
}

/**
 * Returns the caller with the key from the header or from `clientRequestToken` in the body.
 *
 * @throws Failure validation-failed if both are present and differ.
 */
export function withBodyKey(caller: Caller, clientRequestToken: string | undefined): Caller {
  if (clientRequestToken === undefined || clientRequestToken === caller.idempotencyKey) return caller;
  if (caller.idempotencyKey === undefined) return { ...caller, idempotencyKey: clientRequestToken };
  const detail = 'must equal the Idempotency-Key header when both are sent';
  throw new Failure('validation-failed', { errors: [{ pointer: '/clientRequestToken', detail }] });
}
