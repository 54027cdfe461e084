/**
 * Examples that work as pasted on the demo. Each has its own user and face, so that one does not change the result of
 * another.
 */
const FACE_BY_DELETE = 'b90d6538-4484-4118-8afa-2ddf485d2948';
const FACE_BY_POST = '62dc768f-d855-411d-bf26-1335db80cf1c';
const FACE_BY_PATH = '42f35fe5-1da0-437b-9598-a2d329ac115d';
const FACE_BY_CURL = '8163d577-db82-4700-b509-3c061a6decd8';
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

/** Part of the description: Swagger UI would send an example of the query parameter together with the body. */
export const QUERY_EXAMPLE_CURL = [
  '```sh',
  `curl -X DELETE -H 'X-API-Key: demo-key' 'http://127.0.0.1:3000/collections/staff/users/fay/faces?faceId=${FACE_BY_CURL}'`,
  '```',
].join('\n');
