import { FACE_MODEL_VERSION, faceDetailOf, largestFacesIn, passingFaces, vectorOf } from '../recognition/faces.js';
import { findCollection, matchesOf } from '../lookup.js';
import { CollectionId, Image, MaxUserResults, Percent, QualityFilter } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const SearchUsersByImage = defineEngineOperation({
  name: 'SearchUsersByImage',
  callsPerSecond: { bigRegions: 50, others: 5 },
  required: { CollectionId, Image },
  optional: { UserMatchThreshold: Percent, MaxUsers: MaxUserResults, QualityFilter },
  run: ({ CollectionId, Image, UserMatchThreshold, MaxUsers, QualityFilter = 'NONE' }, context) => {
    const collection = findCollection(context, CollectionId);
    const found = largestFacesIn(Image, context.settings);
    const passing = passingFaces(found, QualityFilter, context.settings);
    const [searched] = passing;
    const asked = { threshold: UserMatchThreshold, limit: MaxUsers };
    return {
      UserMatches: searched ? matchesOf('users', context, collection, vectorOf(searched), asked) : [],
      FaceModelVersion: FACE_MODEL_VERSION,
      ...(searched && { SearchedFace: { FaceDetail: faceDetailOf(searched, []) } }),
      UnsearchedFaces: found
        .filter((face) => face !== searched)
        .map((face) => ({
          FaceDetails: faceDetailOf(face, []),
          Reasons: [passing.includes(face) ? 'FACE_NOT_LARGEST' : 'LOW_FACE_QUALITY'],
        })),
    };
  },
});
