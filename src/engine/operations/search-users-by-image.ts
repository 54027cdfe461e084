import { FACE_MODEL_VERSION, faceDetailOf } from '../recognition/faces.js';
import { largestFacesOf, passes, vectorOf } from '../recognition/found-faces.js';
import { pictureOf } from '../recognition/images.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';
import { matchUsers } from '../recognition/search.js';

export const SearchUsersByImage = defineEngineOperation({
  name: 'SearchUsersByImage',
  run: ({ CollectionId, Image, UserMatchThreshold, MaxUsers, QualityFilter = 'NONE' }, context) => {
    const collection = findCollection(context, CollectionId);
    const picture = pictureOf(Image, context.settings);
    const found = largestFacesOf(picture);
    const searched = found.find((face) => passes(face, QualityFilter));
    const asked = { threshold: UserMatchThreshold, limit: MaxUsers };
    return {
      UserMatches: searched ? matchUsers(context, collection, vectorOf(picture, searched), asked) : [],
      FaceModelVersion: FACE_MODEL_VERSION,
      ...(searched && { SearchedFace: { FaceDetail: faceDetailOf(searched, []) } }),
      UnsearchedFaces: found
        .filter((face) => face !== searched)
        .map((face) => ({
          FaceDetails: faceDetailOf(face, []),
          Reasons: [passes(face, QualityFilter) ? 'FACE_NOT_LARGEST' : 'LOW_FACE_QUALITY'],
        })),
    };
  },
});
