import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { findCollection, findFace, matchesOf } from '../lookup.js';
import { CollectionId, FaceId, MaxFaces, Percent } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const SearchFaces = defineEngineOperation({
  name: 'SearchFaces',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId, FaceId },
  optional: { MaxFaces, FaceMatchThreshold: Percent },
  run: ({ CollectionId, FaceId, FaceMatchThreshold, MaxFaces }, context) => {
    const collection = findCollection(context, CollectionId);
    const face = findFace(context, collection, FaceId);
    const asked = { threshold: FaceMatchThreshold, limit: MaxFaces, exceptKey: face.key };
    return {
      SearchedFaceId: FaceId,
      FaceMatches: matchesOf('faces', context, collection, context.store.faces.vectorOf(face.key), asked),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
