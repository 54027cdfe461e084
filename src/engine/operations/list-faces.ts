import { FACE_MODEL_VERSION, storedFaceOf } from '../recognition/faces.js';
import { findCollection, findUser } from '../lookup.js';
import { CollectionId, FaceIdList, PageSize, PaginationToken, UserId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListFaces = defineEngineOperation({
  name: 'ListFaces',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId },
  optional: { NextToken: PaginationToken, MaxResults: PageSize, UserId, FaceIds: FaceIdList },
  run: ({ CollectionId, UserId, FaceIds, NextToken, MaxResults }, context) => {
    const { realm, store, settings } = context;
    const { pageSizes, listFacesOfAbsentUser } = settings.assumptions;
    const collection = findCollection(context, CollectionId);
    const user = UserId === undefined ? undefined : findUser(context, collection, UserId, listFacesOfAbsentUser);
    const filter = { ...(user && { user: user.key }), ...(FaceIds && { ids: FaceIds }) };
    const { rows, next } = readPage(
      ['ListFaces', realm.accountId, realm.region, CollectionId, UserId, FaceIds],
      NextToken,
      MaxResults || pageSizes.faces,
      (afterKey, limit) => store.faces.list(collection.key, filter, afterKey, limit),
    );
    return { Faces: rows.map(storedFaceOf), FaceModelVersion: FACE_MODEL_VERSION, ...next };
  },
});
