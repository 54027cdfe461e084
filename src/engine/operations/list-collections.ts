import { DEFAULT_PAGE_SIZE } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListCollections = defineEngineOperation({
  name: 'ListCollections',
  run: ({ NextToken, MaxResults }, { store, realm }) => {
    const { rows, next } = readPage(
      ['ListCollections', realm.accountId, realm.region],
      NextToken,
      MaxResults || DEFAULT_PAGE_SIZE.ListCollections,
      (afterKey, limit) => store.collections.list(realm, afterKey, limit),
    );
    return {
      CollectionIds: rows.map(({ id }) => id),
      FaceModelVersions: rows.map(() => FACE_MODEL_VERSION),
      ...next,
    };
  },
});
