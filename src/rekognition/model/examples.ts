/** Faces of the demo data, for response examples. An example may omit members. */
const IDS_OF_ANN = [
  ['b221c728-bac9-4454-9b3e-b0848bee8329', '8a1ba2d3-eb1f-4074-ad1e-562d549c4459'],
  ['ff2a70f5-57c9-4b6f-8742-22475f0c9e94', '182c915d-c7ce-46c9-960e-b4b1beeb9d11'],
  ['b8aac78a-1571-4b01-b43e-7c319d419b90', '698b3f7b-b721-4267-8f4e-2c9ce22ab7f3'],
] as const;

export const BOX_EXAMPLE = { width: 0.5, height: 0.5, left: 0.25, top: 0.25 };

/** The three faces of `ann`, in the order of indexing. */
export const FACES_OF_ANN = IDS_OF_ANN.map(([faceId, imageId], index) => ({
  faceId,
  boundingBox: BOX_EXAMPLE,
  imageId,
  externalImageId: `ann-${index + 1}`,
  confidence: 99.9,
  indexFacesModelVersion: '7.0',
  userId: 'ann',
}));

/** The face of a demo portrait. */
export const FACE_DETAIL_EXAMPLE = {
  boundingBox: BOX_EXAMPLE,
  pose: { roll: 0, yaw: 0, pitch: 0 },
  quality: { brightness: 95, sharpness: 95 },
  confidence: 99.9,
};

/**
 * Small images. A PNG comment tells the engine which people they show, so that the examples work on the demo as pasted.
 */

const PORTRAIT_OF_ANN =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAEXRFWHRDb21tZW50AGZhY2VzPWFubiVAKPcAAAAUSURBVHjaY/gPBwyjzFHmKJO2TAD0px0OVFey/QAAAABJRU5ErkJggg==';
const PORTRAIT_OF_ANN_AND_BOB =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAFXRFWHRDb21tZW50AGZhY2VzPWFubixib2JXuAXMAAAAFElEQVR42mP4DwcMo8xR5iiTtkwA9KcdDlRXsv0AAAAASUVORK5CYII=';

export const IMAGE_OF_ANN = { bytes: PORTRAIT_OF_ANN };
export const IMAGE_OF_ANN_AND_BOB = { bytes: PORTRAIT_OF_ANN_AND_BOB };
export const IMAGE_EXAMPLE = { image: IMAGE_OF_ANN };
