import { foldDuplicates, MESSAGES } from '../assumptions.js';
import { findCollection, findUser, findUserToChange, statusOf } from '../lookup.js';
import { similarity, userVector } from '../matcher.js';
import { defineOperation } from '../operation.js';
import type { FaceRow } from '../store/face-table.js';
import { WireError } from '../wire-error.js';

/** @source API reference, AssociateFaces: "the total number of faces that can be associated with a single UserID" */
const FACES_PER_USER = 100;
/** @source API reference, AssociateFaces: "default value is 75" */
const DEFAULT_MATCH_THRESHOLD = 75;

export const AssociateFaces = defineOperation({
  name: 'AssociateFaces',
  changes: ({ CollectionId, UserId }) => [CollectionId, UserId],
  run: ({ CollectionId, UserId, FaceIds, UserMatchThreshold = DEFAULT_MATCH_THRESHOLD }, context) => {
    const { store, nowMs, settings } = context;
    const collection = findCollection(context, CollectionId);
    const user = findUserToChange(context, collection, UserId);
    const present = store.faces.vectorsOf(user.key);
    const known = present.length > 0 ? userVector(present) : undefined;
    const unsuccessful: object[] = [];
    const fitting: FaceRow[] = [];

    for (const id of foldDuplicates(FaceIds)) {
      const face = store.faces.find(collection.key, id);
      if (face?.user?.key === user.key) continue;
      const confidence = face && known ? similarity(store.faces.vectorOf(face.key), known) : undefined;
      if (!face) unsuccessful.push({ FaceId: id, Reasons: ['FACE_NOT_FOUND'] });
      else if (face.user)
        unsuccessful.push({ FaceId: id, UserId: face.user.id, Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] });
      else if (confidence !== undefined && confidence < UserMatchThreshold)
        unsuccessful.push({ FaceId: id, Confidence: confidence, Reasons: ['LOW_MATCH_CONFIDENCE'] });
      else fitting.push(face);
    }

    const associated = fitting.slice(0, FACES_PER_USER - user.faceCount);
    if (fitting.length > 0 && associated.length === 0)
      throw new WireError('ServiceQuotaExceededException', MESSAGES.userFull(UserId));
    for (const face of associated) store.faces.giveTo(face.key, user.key);
    if (associated.length > 0) store.users.settle(user.key, nowMs + settings.settleMs);
    return {
      AssociatedFaces: associated.map(({ id }) => ({ FaceId: id })),
      UnsuccessfulFaceAssociations: unsuccessful,
      UserStatus: statusOf(findUser(context, collection, UserId), nowMs),
    };
  },
});
