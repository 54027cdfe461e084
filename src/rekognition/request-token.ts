import { createHash, randomUUID } from 'node:crypto';

import { namespaceOf } from '../config/tenant.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { OperationDefinition } from './operation.js';

/** Sets the `ClientRequestToken` before the first attempt. The SDK would generate a new one per attempt. */
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
 * Derives a `ClientRequestToken` from an idempotency key: 43 characters of AWS's alphabet. It also depends on
 * operation, tenant, account, region and prefix, because Rekognition rejects a token that is reused with a different
 * input.
 */
function requestToken(namespace: string, operation: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, operation, key]))
    .digest('base64url');
}
