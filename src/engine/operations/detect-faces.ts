import { faceDetailOf, largestFacesIn } from '../recognition/faces.js';
import { Attributes, Image } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DetectFaces = defineEngineOperation({
  name: 'DetectFaces',
  callsPerSecond: { bigRegions: 100, others: 25 },
  required: { Image },
  optional: { Attributes },
  run: ({ Image, Attributes = [] }, { settings }) => ({
    FaceDetails: largestFacesIn(Image, settings).map((face) => faceDetailOf(face, Attributes)),
  }),
});
