import { faceDetailOf, largestFacesOf } from '../recognition/faces.js';
import { pictureOf } from '../recognition/images.js';
import { Attributes, Image } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DetectFaces = defineEngineOperation({
  name: 'DetectFaces',
  callsPerSecond: { bigRegions: 100, others: 25 },
  required: { Image },
  optional: { Attributes },
  run: ({ Image, Attributes = [] }, { settings }) => ({
    FaceDetails: largestFacesOf(pictureOf(Image, settings)).map((face) => faceDetailOf(face, Attributes)),
  }),
});
