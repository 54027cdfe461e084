import { MESSAGES } from '../assumptions.js';
import { FACE_MODEL_VERSION } from '../recognition/faces.js';
import { defineEngineOperation } from '../operation.js';
import { WireError } from '../protocol/wire-error.js';

export const CreateCollection = defineEngineOperation({
  name: 'CreateCollection',
  run: ({ CollectionId, Tags = {} }, { store, realm, nowMs }) => {
    if (!store.collections.insert(realm, CollectionId, Tags, nowMs))
      throw new WireError('ResourceAlreadyExistsException', MESSAGES.collectionExists(CollectionId));
    return {
      StatusCode: 200,
      CollectionArn: `aws:rekognition:${realm.region}:${realm.accountId}:collection/${CollectionId}`,
      FaceModelVersion: FACE_MODEL_VERSION,
    };
  },
});
