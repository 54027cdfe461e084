import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { PageSize, PaginationToken } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListCollections = defineEngineOperation({
  name: 'ListCollections',
  callsPerSecond: 5,
  required: {},
  optional: { NextToken: PaginationToken, MaxResults: PageSize },
  run: ({ NextToken, MaxResults }, { store, realm, settings }) => {
    const { rows, next } = readPage(
      ['ListCollections', realm.accountId, realm.region],
      NextToken,
      MaxResults || settings.assumptions.pageSizes.collections,
      (afterKey, limit) => store.collections.list(realm, afterKey, limit),
    );
    return {
      CollectionIds: rows.map(({ id }) => id),
      FaceModelVersions: rows.map(() => FACE_MODEL_VERSION),
      ...next,
    };
  },
});
