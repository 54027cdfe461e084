import { findCollection, uniqueIds } from '../lookup.js';
import { CollectionId, FaceIdList } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteFaces = defineEngineOperation({
  name: 'DeleteFaces',
  callsPerSecond: 5,
  required: { CollectionId, FaceIds: FaceIdList },
  optional: {},
  run: ({ CollectionId, FaceIds }, context) => {
    const { faces } = context.store;
    const collection = findCollection(context, CollectionId);
    const deleted: string[] = [];
    const unsuccessful: object[] = [];

    for (const id of uniqueIds(FaceIds, context)) {
      const face = faces.find(collection.key, id);
      if (!face) unsuccessful.push({ FaceId: id, Reasons: ['FACE_NOT_FOUND'] });
      else if (face.user)
        unsuccessful.push({ FaceId: id, UserId: face.user.id, Reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'] });
      else {
        faces.remove(face.key);
        deleted.push(id);
      }
    }
    return { DeletedFaces: deleted, UnsuccessfulFaceDeletions: unsuccessful };
  },
});
