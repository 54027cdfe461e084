import { DEFAULT_PAGE_SIZE } from '../assumptions.js';
import { findCollection, statusOf } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListUsers = defineEngineOperation({
  name: 'ListUsers',
  run: ({ CollectionId, NextToken, MaxResults }, context) => {
    const { realm, store, nowMs } = context;
    const collection = findCollection(context, CollectionId);
    const { rows, next } = readPage(
      ['ListUsers', realm.accountId, realm.region, CollectionId],
      NextToken,
      MaxResults ?? DEFAULT_PAGE_SIZE.ListUsers,
      (afterKey, limit) => store.users.list(collection.key, afterKey, limit),
    );
    return { Users: rows.map((user) => ({ UserId: user.id, UserStatus: statusOf(user, nowMs) })), ...next };
  },
});
