import { DEFAULT_PAGE_SIZE, LIST_FACES_OF_ABSENT_USER } from '../assumptions.js';
import { FACE_MODEL_VERSION, storedFaceOf } from '../recognition/faces.js';
import { findCollection, findUser } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { readPage } from '../protocol/page-tokens.js';

export const ListFaces = defineEngineOperation({
  name: 'ListFaces',
  run: ({ CollectionId, UserId, FaceIds, NextToken, MaxResults }, context) => {
    const { realm, store } = context;
    const collection = findCollection(context, CollectionId);
    const user = UserId === undefined ? undefined : findUser(context, collection, UserId, LIST_FACES_OF_ABSENT_USER);
    const filter = { ...(user && { user: user.key }), ...(FaceIds && { ids: FaceIds }) };
    const { rows, next } = readPage(
      ['ListFaces', realm.accountId, realm.region, CollectionId, UserId, FaceIds],
      NextToken,
      MaxResults || DEFAULT_PAGE_SIZE.ListFaces,
      (afterKey, limit) => store.faces.list({ collection: collection.key, ...filter }, afterKey, limit),
    );
    return {
      Faces: rows.map(storedFaceOf),
      FaceModelVersion: FACE_MODEL_VERSION,
      ...next,
    };
  },
});
