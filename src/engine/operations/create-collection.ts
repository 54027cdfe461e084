import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { CollectionId, TagMap } from '../protocol/rekognition-shapes.js';
import { collectionArn } from '../access/arns.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

export const CreateCollection = defineEngineOperation({
  name: 'CreateCollection',
  callsPerSecond: 5,
  required: { CollectionId },
  optional: { Tags: TagMap },
  run: ({ CollectionId, Tags = {} }, { store, realm, nowMs }) => {
    if (!store.collections.insert(realm, CollectionId, Tags, nowMs))
      throw new WireError('ResourceAlreadyExistsException', `The collection id: ${CollectionId} already exists.`);
    return {
      StatusCode: 200,
      CollectionArn: collectionArn(realm, CollectionId).replace(/^arn:/, ''),
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
