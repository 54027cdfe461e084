import { RESOURCE_OF_UNREADABLE_CALL } from '../assumptions.js';
import { collectionArnIn } from './collection-arn.js';
import { SHAPES } from '../protocol/constraints.js';
import type { OperationName } from '../operation.js';
import type { Realm } from '../store/collection-table.js';

/** The resource of operations that do not act on one collection. */
const ANY_RESOURCE = '*';
/** Longer names cannot be valid. */
const MAX_NAME = 2048;

/** Returns the ARN of the called resource. Runs before the request is validated. */
export function resourceOf(operation: OperationName, body: Uint8Array, realm: Realm): string {
  const { members } = SHAPES[`${operation}Request`];
  if ('ResourceArn' in members) return nameIn(body, 'ResourceArn') ?? RESOURCE_OF_UNREADABLE_CALL;
  if (!('CollectionId' in members)) return ANY_RESOURCE;
  const id = nameIn(body, 'CollectionId');
  return id === undefined ? RESOURCE_OF_UNREADABLE_CALL : collectionArnIn(realm, id);
}

function nameIn(body: Uint8Array, member: string): string | undefined {
  try {
    const json = JSON.parse(Buffer.from(body).toString()) as Readonly<Record<string, unknown>> | null;
    const name = json?.[member];
    return typeof name === 'string' && name.length <= MAX_NAME ? name : undefined;
  } catch {
    return undefined;
  }
}
