import { faceDetailOf } from '../recognition/faces.js';
import { largestFacesOf } from '../recognition/found-faces.js';
import { pictureOf } from '../recognition/images.js';
import { defineOperation } from '../operation.js';

export const DetectFaces = defineOperation({
  name: 'DetectFaces',
  run: ({ Image, Attributes = [] }, { settings }) => ({
    FaceDetails: largestFacesOf(pictureOf(Image, settings)).map((face) => faceDetailOf(face, Attributes)),
  }),
});
