import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, FACES_OF_ANN } from '../../rekognition/face.examples.js';

/** Examples of the document. They work as pasted on the demo, whose faces of `ann` these look like. */
const PORTRAIT_OF_ANN =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWFubiVAKPcAAAAUSURBVHjaY/gPBwyjzFHmKJO2TAD0px0OVFey/QAAAABJRU5ErkJggg==';
const PORTRAIT_OF_ANN_AND_BOB =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAFXRFWHRDb21tZW50AGZhY2VzPWFubixib2JXuAXMAAAAFElEQVR42mP4DwcMo8xR5iiTtkwA9KcdDlRXsv0AAAAASUVORK5CYII=';

export const STAFF = { collectionId: 'staff' };
export const USER_EXAMPLE = { ...STAFF, userId: 'ann' };
export const FACE_EXAMPLE = { ...STAFF, faceId: 'b221c728-bac9-4454-9b3e-b0848bee8329' };
export const IMAGE_EXAMPLE = { image: { bytes: PORTRAIT_OF_ANN } };
export const COMPARE_EXAMPLE = {
  sourceImage: { bytes: PORTRAIT_OF_ANN },
  targetImage: { bytes: PORTRAIT_OF_ANN_AND_BOB },
};

const MODEL = { faceModelVersion: '7.0' };

function faceMatches(similarities: readonly number[], faces: readonly object[]): object[] {
  return faces.map((face, index) => ({ similarity: similarities[index], face }));
}

function userMatches(similarity: number): object[] {
  return [{ similarity, user: { userId: 'ann', userStatus: 'ACTIVE' } }];
}

const [SEARCHED, ...OTHERS] = FACES_OF_ANN;

/** What the demo answers to the examples, by operation. */
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
  detectFaces: { faceDetails: [FACE_DETAIL_EXAMPLE] },
  compareFaces: {
    sourceImageFace: { boundingBox: BOX_EXAMPLE, confidence: 99.9 },
    faceMatches: [
      {
        similarity: 96.85446992219539,
        face: { boundingBox: { width: 0.25, height: 0.5, left: 0.125, top: 0.25 }, confidence: 99.9 },
      },
    ],
    unmatchedFaces: [{ boundingBox: { width: 0.125, height: 0.25, left: 0.6875, top: 0.375 }, confidence: 99.9 }],
  },
} as const;
