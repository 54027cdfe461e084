/** Works as pasted on the demo, where this face has no user and `hal` has no faces. */
const FACE_OF_HAL = 'aeec4d8d-ca91-465e-9020-fb017208c812';

export const ASSOCIATE_EXAMPLE = {
  path: { collectionId: 'staff', userId: 'hal' },
  body: { faceIds: [FACE_OF_HAL] },
  success: {
    description:
      'The result for each face. Repeating a successful request lists its faces under `alreadyAssociatedFaces`.',
    example: {
      outcome: 'complete',
      associatedFaces: [{ faceId: FACE_OF_HAL }],
      alreadyAssociatedFaces: [],
      unsuccessfulFaceAssociations: [],
      userStatus: 'UPDATING',
    },
  },
};
