import { FACE_MODEL_VERSION, largestFacesIn, passingFaces, vectorOf } from '../recognition/faces.js';
import { findCollection, matchesOf } from '../lookup.js';
import { CollectionId, Image, MaxFaces, Percent, QualityFilter } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

/** @source error reports of users; AWS does not document the message */
const NO_FACES = 'There are no faces in the image. Should be at least 1.';

export const SearchFacesByImage = defineEngineOperation({
  name: 'SearchFacesByImage',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId, Image },
  optional: { MaxFaces, FaceMatchThreshold: Percent, QualityFilter },
  run: ({ CollectionId, Image, FaceMatchThreshold, MaxFaces, QualityFilter = 'NONE' }, context) => {
    const { settings } = context;
    const collection = findCollection(context, CollectionId);
    const [face] = passingFaces(largestFacesIn(Image, settings), QualityFilter, settings);
    if (!face) throw new WireError('InvalidParameterException', NO_FACES);
    const asked = { threshold: FaceMatchThreshold, limit: MaxFaces };
    return {
      SearchedFaceBoundingBox: face.box,
      SearchedFaceConfidence: face.confidence,
      FaceMatches: matchesOf('faces', context, collection, vectorOf(face), asked),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
