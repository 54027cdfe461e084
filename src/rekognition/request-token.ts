import { createHash, randomUUID } from 'node:crypto';

import { namespaceOf } from '../config/tenant.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';

/**
 * Fixes an operation's `ClientRequestToken` before its first attempt: the SDK would make a new one for each command
 * and so for each attempt.
 */
export function withToken(
  { name, repeat }: Pick<OperationDefinition, 'name' | 'repeat'>,
  input: object,
  { tenant, idempotencyKey }: Pick<Caller, 'tenant' | 'idempotencyKey'>,
): object {
  if (repeat !== 'token') return input;
  const token = idempotencyKey === undefined ? randomUUID() : requestToken(namespaceOf(tenant), name, idempotencyKey);
  return { ...input, ClientRequestToken: token };
}

/**
 * Derives a `ClientRequestToken` from a caller's key: 43 characters of AWS's alphabet. It differs between tenants,
 * operations, and a tenant's earlier and later account, region and prefix: Rekognition refuses a token whose input, such
 * as the collection, is another one.
 */
function requestToken(namespace: string, operation: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, operation, key]))
    .digest('base64url');
}
