import { faceDetailOf } from '../faces.js';
import { largestFacesOf } from '../found-faces.js';
import { pictureOf } from '../images.js';
import { defineOperation } from '../operation.js';

export const DetectFaces = defineOperation({
  name: 'DetectFaces',
  run: ({ Image, Attributes = [] }, { settings }) => ({
    FaceDetails: largestFacesOf(pictureOf(Image, settings)).map((face) => faceDetailOf(face, Attributes)),
  }),
});
