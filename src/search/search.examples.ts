import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, FACES_OF_ANN } from '../rekognition/model/examples.js';

/** Examples that work as pasted on the demo. They match the faces of `ann` there. */
export const STAFF = { collectionId: 'staff' };
export const USER_EXAMPLE = { ...STAFF, userId: 'ann' };
export const FACE_EXAMPLE = { ...STAFF, faceId: 'b221c728-bac9-4454-9b3e-b0848bee8329' };
const MODEL = { faceModelVersion: '7.0' };

function faceMatches(similarities: readonly number[], faces: readonly object[]): object[] {
  return faces.map((face, index) => ({ similarity: similarities[index], face }));
}

function userMatches(similarity: number): object[] {
  return [{ similarity, user: { userId: 'ann', userStatus: 'ACTIVE' } }];
}

const [SEARCHED, ...OTHERS] = FACES_OF_ANN;

/** The demo's responses to the examples, by operation. */
export const ANSWERS = {
  searchFaces: {
    searchedFaceId: SEARCHED?.faceId,
    faceMatches: faceMatches([97.28092375193805, 96.6012489739864], OTHERS),
    ...MODEL,
  },
  searchFacesByImage: {
    searchedFaceBoundingBox: BOX_EXAMPLE,
    searchedFaceConfidence: 99.9,
    faceMatches: faceMatches([97.52706937613728, 97.24617253653155, 97.22261709852611], FACES_OF_ANN),
    ...MODEL,
  },
  searchUsers: { searchedUser: { userId: 'ann' }, userMatches: [], ...MODEL },
  searchUsersByFace: {
    searchedFace: { faceId: SEARCHED?.faceId },
    userMatches: userMatches(98.93073390195389),
    ...MODEL,
  },
  searchUsersByImage: {
    searchedFace: { faceDetail: FACE_DETAIL_EXAMPLE },
    userMatches: userMatches(98.3026944079991),
    unsearchedFaces: [],
    ...MODEL,
  },
} as const;
