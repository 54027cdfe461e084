import { faceDetailOf } from '../recognition/faces.js';
import { largestFacesOf } from '../recognition/found-faces.js';
import { pictureOf } from '../recognition/images.js';
import { defineEngineOperation } from '../operation.js';

export const DetectFaces = defineEngineOperation({
  name: 'DetectFaces',
  run: ({ Image, Attributes = [] }, { settings }) => ({
    FaceDetails: largestFacesOf(pictureOf(Image, settings)).map((face) => faceDetailOf(face, Attributes)),
  }),
});
