import { MESSAGES } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../face-model.js';
import { largestFacesOf, passes, vectorOf } from '../found-faces.js';
import { pictureOf } from '../images.js';
import { findCollection } from '../lookup.js';
import { defineOperation } from '../operation.js';
import { matchFaces } from '../search.js';
import { WireError } from '../wire-error.js';

export const SearchFacesByImage = defineOperation({
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
