import { findCollection, findUserToChange, searchableFace, recordFaceChange, uniqueIds } from '../lookup.js';
import { similarity, userVector } from '../store/vectors.js';
import { ClientRequestToken, CollectionId, Percent, UserFaceIdList, UserId } from '../protocol/rekognition-shapes.js';
import { defineEngineOperation } from '../operation.js';
import type { FaceRow } from '../store/face-table.js';
import { WireError } from '../protocol/wire-error.js';

/** @source API reference, AssociateFaces: the faces "that can be associated with a single UserID" */
const FACES_PER_USER = 100;
/** @source API reference, AssociateFaces: "default value is 75" */
const DEFAULT_MATCH_THRESHOLD = 75;

export const AssociateFaces = defineEngineOperation({
  name: 'AssociateFaces',
  callsPerSecond: 5,
  required: { CollectionId, UserId, FaceIds: UserFaceIdList },
  optional: { UserMatchThreshold: Percent, ClientRequestToken },
  changesUser: true,
  run: ({ CollectionId, UserId, FaceIds, UserMatchThreshold = DEFAULT_MATCH_THRESHOLD }, context) => {
    const { faces } = context.store;
    const { facesBeyondLimit, messages } = context.settings.assumptions;
    const collection = findCollection(context, CollectionId);
    const user = findUserToChange(context, collection, UserId);
    const earlier = faces.vectorsOf(user.key);
    const known = earlier.length > 0 ? userVector(earlier) : undefined;
    const confidenceOf = (face: FaceRow) => (known ? similarity(faces.vectorOf(face.key), known) : 100);

    const asked = uniqueIds(FaceIds, context).map((id) => ({ id, face: searchableFace(context, collection, id) }));
    const candidates = asked.filter(({ face }) => face?.user?.key !== user.key);
    const evaluated = candidates.map(({ id, face }) => ({
      face,
      failure: failureOf(id, face, UserMatchThreshold, confidenceOf),
    }));
    const fitting = evaluated.flatMap(({ face, failure }) => (face && !failure ? [face] : []));
    const associated = fitting.slice(0, Math.max(0, FACES_PER_USER - user.faceCount));
    if (fitting.length > 0 && associated.length === 0)
      throw new WireError('ServiceQuotaExceededException', messages.userFull(UserId));
    const beyond = fitting.slice(associated.length);
    if (beyond.length > 0 && facesBeyondLimit !== 'unsuccessful' && facesBeyondLimit !== 'omitted')
      throw new WireError(facesBeyondLimit, messages.userFull(UserId));

    for (const face of associated) faces.setUser(face.key, user.key);
    return {
      AssociatedFaces: associated.map(({ id }) => ({ FaceId: id })),
      UnsuccessfulFaceAssociations: [
        ...evaluated.flatMap(({ failure }) => failure ?? []),
        ...(facesBeyondLimit === 'unsuccessful' ? beyond.map(({ id }) => ({ FaceId: id, Reasons: [] })) : []),
      ],
      UserStatus: recordFaceChange(context, user, associated.length > 0),
    };
  },
});

function failureOf(
  id: string,
  face: FaceRow | undefined,
  threshold: number,
  confidenceOf: (face: FaceRow) => number,
): object | undefined {
  if (!face) return { FaceId: id, Reasons: ['FACE_NOT_FOUND'] };
  if (face.user) return { FaceId: id, UserId: face.user.id, Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] };
  const confidence = confidenceOf(face);
  return confidence < threshold ? { FaceId: id, Confidence: confidence, Reasons: ['LOW_MATCH_CONFIDENCE'] } : undefined;
}
