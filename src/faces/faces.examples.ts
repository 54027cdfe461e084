import { BOX_EXAMPLE, FACE_DETAIL_EXAMPLE, FACES_OF_ANN } from '../rekognition/model/examples.js';

/** Shows `gil`. The examples work as pasted on the demo, which has no face of gil. */
const PORTRAIT_OF_GIL =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWdpbICCo64AAAAUSURBVHjaY/gPBwyjzFHmKJO2TAD0px0OVFey/QAAAABJRU5ErkJggg==';

/** Faces without a user, one for each example to delete. */
const GUEST_BY_DELETE = '882e0877-b8e5-45c5-a501-8a4255e9ca5f';
export const GUEST_BY_QUERY = 'd7d1a521-4d50-4375-96e1-2be2f5ff0593';
const GUEST_BY_POST = 'b8a313eb-5d5e-45be-9a5d-5698798f5c16';

const DESCRIPTION = 'The result for each face. Repeating a successful request reports its faces as `FACE_NOT_FOUND`.';

function deletion(faceId: string): { body: object; success: { description: string; example: object } } {
  return {
    body: { faceIds: [faceId] },
    success: {
      description: DESCRIPTION,
      example: { outcome: 'complete', deletedFaces: [{ faceId }], unsuccessfulFaceDeletions: [] },
    },
  };
}

export const INDEX_EXAMPLE = { image: { bytes: PORTRAIT_OF_GIL }, externalImageId: 'gil-1' };
export const DELETE_EXAMPLE = deletion(GUEST_BY_DELETE);
export const DELETE_BY_POST_EXAMPLE = deletion(GUEST_BY_POST);
export const INDEX_ANSWER = {
  faceRecords: [
    {
      face: {
        faceId: 'd7d1a521-4d50-4375-96e1-2be2f5ff0593',
        boundingBox: BOX_EXAMPLE,
        imageId: 'db78a86d-ba7d-44a3-8a98-7b72a0572c30',
        externalImageId: 'gil-1',
        confidence: 99.9,
      },
      faceDetail: FACE_DETAIL_EXAMPLE,
    },
  ],
  unindexedFaces: [],
  faceModelVersion: '7.0',
};

/** The response to an image without a face. */
export const NOTHING_INDEXED_ANSWER = { faceRecords: [], unindexedFaces: [], faceModelVersion: '7.0' };

export const LISTED_FACE = FACES_OF_ANN[0]?.faceId ?? '';
export const LISTED_USER = 'ann';
export const LIST_ANSWER = { items: FACES_OF_ANN.slice(0, 1) };
