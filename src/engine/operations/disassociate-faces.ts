import { findCollection, findUserToChange, recordFaceChange, uniqueIds } from '../lookup.js';
import { ClientRequestToken, CollectionId, UserFaceIdList, UserId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DisassociateFaces = defineEngineOperation({
  name: 'DisassociateFaces',
  callsPerSecond: 5,
  required: { CollectionId, UserId, FaceIds: UserFaceIdList },
  optional: { ClientRequestToken },
  changesUser: true,
  run: ({ CollectionId, UserId, FaceIds }, context) => {
    const { store } = context;
    const collection = findCollection(context, CollectionId);
    const user = findUserToChange(context, collection, UserId);
    const disassociated: object[] = [];
    const unsuccessful: object[] = [];

    for (const id of uniqueIds(FaceIds, context)) {
      const face = store.faces.find(collection.key, id);
      if (!face) unsuccessful.push({ FaceId: id, Reasons: ['FACE_NOT_FOUND'] });
      else if (face.user?.key === user.key) {
        store.faces.setUser(face.key, null);
        disassociated.push({ FaceId: id });
      } else if (face.user)
        unsuccessful.push({ FaceId: id, UserId: face.user.id, Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] });
    }

    return {
      DisassociatedFaces: disassociated,
      UnsuccessfulFaceDisassociations: unsuccessful,
      UserStatus: recordFaceChange(context, user, disassociated.length > 0),
    };
  },
});
