import { MESSAGES } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { largestFacesOf, passes, vectorOf } from '../recognition/found-faces.js';
import { pictureOf } from '../recognition/images.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { matchFaces } from '../recognition/search.js';
import { WireError } from '../protocol/wire-error.js';

export const SearchFacesByImage = defineEngineOperation({
  name: 'SearchFacesByImage',
  run: ({ CollectionId, Image, FaceMatchThreshold, MaxFaces, QualityFilter = 'NONE' }, context) => {
    const collection = findCollection(context, CollectionId);
    const picture = pictureOf(Image, context.settings);
    const [face] = largestFacesOf(picture).filter((found) => passes(found, QualityFilter));
    if (!face) throw new WireError('InvalidParameterException', MESSAGES.noFaces);
    const asked = { threshold: FaceMatchThreshold, limit: MaxFaces };
    return {
      SearchedFaceBoundingBox: face.box,
      SearchedFaceConfidence: face.confidence,
      FaceMatches: matchFaces(context, collection, vectorOf(picture, face), asked),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
