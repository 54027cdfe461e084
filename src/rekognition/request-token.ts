import { createHash, randomUUID } from 'node:crypto';

import type { Caller } from '../tenants/caller.js';
import type { OperationRow } from './operation.js';

/**
 * Fixes an operation's `ClientRequestToken` before its first attempt: the SDK would make a new one for each command
 * and so for each attempt.
 */
export function withToken(
  { name, repeat }: Pick<OperationRow, 'name' | 'repeat'>,
  input: object,
  { tenant, idempotencyKey }: Pick<Caller, 'tenant' | 'idempotencyKey'>,
): object {
  if (repeat !== 'token') return input;
  const token = idempotencyKey === undefined ? randomUUID() : requestToken(tenant.id, name, idempotencyKey);
  return { ...input, ClientRequestToken: token };
}

/**
 * The `ClientRequestToken` that a caller's key becomes: 43 characters of AWS's alphabet, whatever the key holds. Two
 * tenants of one account that choose the same key, or one that uses it for two operations, do not meet.
 */
function requestToken(tenantId: string, operation: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([tenantId, operation, key]))
    .digest('base64url');
}
