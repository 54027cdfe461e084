import { foldDuplicates } from '../assumptions.js';
import { findCollection } from '../lookup.js';
import { defineEngineOperation } from '../operation.js';

export const DeleteFaces = defineEngineOperation({
  name: 'DeleteFaces',
  run: ({ CollectionId, FaceIds }, context) => {
    const { faces } = context.store;
    const collection = findCollection(context, CollectionId);
    const deleted: string[] = [];
    const unsuccessful: object[] = [];

    for (const id of foldDuplicates(FaceIds)) {
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
