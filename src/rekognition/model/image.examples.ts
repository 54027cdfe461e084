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
