import { RESOURCE_OF_UNREADABLE_CALL } from '../assumptions.js';
import { collectionArnIn } from './collection-arn.js';
import { SHAPES } from '../protocol/constraints.js';
import type { OperationName } from '../operation.js';
import type { Realm } from '../store/collection-table.js';

/** What a call on no collection in particular is on. */
const EVERYTHING = '*';
/** No resource has a longer name. */
const MAX_NAME = 2048;

/** The ARN of what a call is on, read before the request has been found right. */
export function resourceOf(operation: OperationName, body: Uint8Array, realm: Realm): string {
  const { members } = SHAPES[`${operation}Request`];
  if ('ResourceArn' in members) return nameIn(body, 'ResourceArn') ?? RESOURCE_OF_UNREADABLE_CALL;
  if (!('CollectionId' in members)) return EVERYTHING;
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
