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
