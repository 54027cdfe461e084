/**
 * Examples that work as pasted on the demo. Each has its own user and face, so that one does not change the result of
 * another.
 */
const FACE_BY_DELETE = 'b90d6538-4484-4118-8afa-2ddf485d2948';
const FACE_BY_POST = '62dc768f-d855-411d-bf26-1335db80cf1c';
const FACE_BY_PATH = '42f35fe5-1da0-437b-9598-a2d329ac115d';
/** Has no user, so that trying it does not change the result of another example. */
export const FACE_BY_QUERY = '9bdeef0a-b792-467f-b93b-87b419f69053';

const DESCRIPTION =
  'The result for each face. Faces that were not on the user are listed in `alreadyDisassociatedFaces`; repeating a ' +
  'successful request moves its faces there.';

function example(
  userId: string,
  faceId: string,
): {
  path: Record<string, string>;
  body: object;
  success: { description: string; example: object };
} {
  return {
    path: { collectionId: 'staff', userId },
    body: { faceIds: [faceId] },
    success: {
      description: DESCRIPTION,
      example: {
        outcome: 'complete',
        disassociatedFaces: [{ faceId }],
        alreadyDisassociatedFaces: [],
        unsuccessfulFaceDisassociations: [],
        userStatus: 'UPDATING',
      },
    },
  };
}

export const DELETE_EXAMPLE = example('carla', FACE_BY_DELETE);
export const POST_EXAMPLE = example('dan', FACE_BY_POST);
export const PATH_EXAMPLE = { collectionId: 'staff', userId: 'eve', faceId: FACE_BY_PATH };
