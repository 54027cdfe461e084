import { collectionArnIn } from '../access/collection-arn.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const DescribeCollection = defineEngineOperation({
  name: 'DescribeCollection',
  run: ({ CollectionId }, context) => {
    const { faceCount, userCount, createdAtMs } = findCollection(context, CollectionId);
    return {
      FaceCount: faceCount,
      UserCount: userCount,
      FaceModelVersion: FACE_MODEL_VERSION,
      CollectionARN: collectionArnIn(context.realm, CollectionId),
      CreationTimestamp: createdAtMs / 1000,
    };
  },
});
