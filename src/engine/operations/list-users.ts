import { findCollection, shownUser } from '../lookup.js';
import { CollectionId, MaxUserResults, PaginationToken } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListUsers = defineEngineOperation({
  name: 'ListUsers',
  callsPerSecond: 5,
  required: { CollectionId },
  optional: { MaxResults: MaxUserResults, NextToken: PaginationToken },
  run: ({ CollectionId, NextToken, MaxResults }, context) => {
    const { realm, store, settings } = context;
    const collection = findCollection(context, CollectionId);
    const { rows, next } = readPage(
      ['ListUsers', realm.accountId, realm.region, CollectionId],
      NextToken,
      MaxResults ?? settings.assumptions.pageSizes.users,
      (afterKey, limit) => store.users.list(collection.key, afterKey, limit),
    );
    return { Users: rows.map((user) => shownUser(user, context)), ...next };
  },
});
