/** An example of the document. It works as pasted on the demo, where this face is nobody's and `hal` has none. */
const FACE_OF_HAL = 'd7d1a521-4d50-4375-96e1-2be2f5ff0593';

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
