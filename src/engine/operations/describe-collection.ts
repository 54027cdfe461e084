import { collectionArn } from '../access/collection-arn.js';
import { FACE_MODEL_VERSION } from '../recognition/face-model.js';
import { findCollection } from '../lookup.js';
import { defineOperation } from '../operation.js';

export const DescribeCollection = defineOperation({
  name: 'DescribeCollection',
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
