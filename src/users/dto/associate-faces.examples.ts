/** An example of the document. It works as pasted on the demo, where this face is nobody's and `hal` has none. */
const FACE_OF_HAL = 'aeec4d8d-ca91-465e-9020-fb017208c812';

export const ASSOCIATE_EXAMPLE = {
  path: { collectionId: 'staff', userId: 'hal' },
  body: { faceIds: [FACE_OF_HAL] },
  success: {
    description: 'What became of every face. Sent again, the same request finds the face in `alreadyAssociatedFaces`.',
    example: {
      outcome: 'complete',
      associatedFaces: [{ faceId: FACE_OF_HAL }],
      alreadyAssociatedFaces: [],
      unsuccessfulFaceAssociations: [],
      userStatus: 'UPDATING',
    },
  },
};
