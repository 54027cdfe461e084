import { FACE_MODEL_VERSION, largestFacesOf, passingFaces, vectorOf } from '../recognition/faces.js';
import { pictureOf } from '../recognition/images.js';
import { findCollection, matchFaces } from '../lookup.js';
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
    const picture = pictureOf(Image, settings);
    const [face] = passingFaces(largestFacesOf(picture), QualityFilter, settings);
    if (!face) throw new WireError('InvalidParameterException', NO_FACES);
    const asked = { threshold: FaceMatchThreshold, limit: MaxFaces };
    return {
      SearchedFaceBoundingBox: face.box,
      SearchedFaceConfidence: face.confidence,
      FaceMatches: matchFaces(context, collection, vectorOf(picture, face), asked),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
