import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, IMAGE_OF_ANN, IMAGE_OF_ANN_AND_BOB } from '../rekognition/model/examples.js';

export const COMPARE_EXAMPLE = { sourceImage: IMAGE_OF_ANN, targetImage: IMAGE_OF_ANN_AND_BOB };

/** The demo's responses to the examples, by operation. */
export const ANSWERS = {
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
