import { collectionArn } from '../access/arns.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { findCollection } from '../lookup.js';
import { CollectionId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DescribeCollection = defineEngineOperation({
  name: 'DescribeCollection',
  callsPerSecond: 5,
  required: { CollectionId },
  optional: {},
  run: ({ CollectionId }, context) => {
    const { faceCount, userCount, createdAtMs } = findCollection(context, CollectionId);
    return {
      FaceCount: faceCount,
      UserCount: userCount,
      FaceModelVersion: FACE_MODEL_VERSION,
      CollectionARN: collectionArn(context.realm, CollectionId),
      CreationTimestamp: createdAtMs / 1000,
    };
  },
});
