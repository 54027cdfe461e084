import { MESSAGES, ARN_ERRORS, STATUS_WITHOUT_FACES } from './assumptions.js';
import { readArn } from './access/collection-arn.js';
import type { CallContext } from './operation.js';
import type { CollectionRow } from './store/collection-table.js';
import type { UserRow } from './store/user-table.js';
import { WireError, type WireErrorName } from './protocol/wire-error.js';

/** @throws ResourceNotFoundException */
export function findCollection({ store, realm }: CallContext, id: string): CollectionRow {
  const collection = store.collections.find(realm, id);
  if (!collection) throw new WireError('ResourceNotFoundException', MESSAGES.collectionNotFound(id));
  return collection;
}

/**
 * Returns the collection with this ARN.
 *
 * @throws WireError one of ARN_ERRORS
 */
export function findTagged({ store, realm }: CallContext, arn: string): CollectionRow {
  const named = readArn(arn);
  if (!named) throw new WireError(ARN_ERRORS.malformed, MESSAGES.arnMalformed(arn));
  if (named.realm.accountId !== realm.accountId)
    throw new WireError(ARN_ERRORS.anotherAccount, MESSAGES.arnOfAnotherAccount(arn));
  if (named.realm.region !== realm.region) throw new WireError(ARN_ERRORS.anotherRegion, MESSAGES.arnNotFound(arn));
  const collection = named.collectionId === undefined ? undefined : store.collections.find(realm, named.collectionId);
  if (!collection) throw new WireError(ARN_ERRORS.absent, MESSAGES.arnNotFound(arn));
  return collection;
}

/** @throws WireError `errorName` if the user does not exist */
export function findUser(
  { store }: CallContext,
  collection: CollectionRow,
  id: string,
  errorName: WireErrorName = 'ResourceNotFoundException',
): UserRow {
  const user = store.users.find(collection.key, id);
  if (!user) throw new WireError(errorName, MESSAGES.userNotFound(id));
  return user;
}

/** @throws ResourceNotFoundException; ConflictException if the user is UPDATING and the rule is `updating` */
export function findUserToChange(context: CallContext, collection: CollectionRow, id: string): UserRow {
  const user = findUser(context, collection, id);
  if (context.settings.conflicts === 'updating' && statusOf(user, context.nowMs) === 'UPDATING')
    throw new WireError('ConflictException', MESSAGES.userBusy(id));
  return user;
}

/** UPDATING until the last change has settled, then ACTIVE with faces and CREATED without. */
export function statusOf(user: UserRow, nowMs: number): 'CREATED' | 'UPDATING' | 'ACTIVE' {
  if (user.faceCount === 0) return STATUS_WITHOUT_FACES;
  return nowMs < user.settlesAtMs ? 'UPDATING' : 'ACTIVE';
}
