import { MESSAGES } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { matchFaces } from '../recognition/search.js';
import { WireError } from '../protocol/wire-error.js';

export const SearchFaces = defineEngineOperation({
  name: 'SearchFaces',
  run: ({ CollectionId, FaceId, FaceMatchThreshold, MaxFaces }, context) => {
    const { faces } = context.store;
    const collection = findCollection(context, CollectionId);
    const face = faces.find(collection.key, FaceId);
    if (!face) throw new WireError('InvalidParameterException', MESSAGES.faceNotFound(FaceId));
    const asked = { threshold: FaceMatchThreshold, limit: MaxFaces, exceptKey: face.key };
    return {
      SearchedFaceId: FaceId,
      FaceMatches: matchFaces(context, collection, faces.vectorOf(face.key), asked),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
