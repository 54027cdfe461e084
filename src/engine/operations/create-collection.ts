import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { CollectionId, TagMap } from '../protocol/rekognition-shapes.js';
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
      CollectionArn: `aws:rekognition:${realm.region}:${realm.accountId}:collection/${CollectionId}`,
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
