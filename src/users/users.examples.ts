import { FACES_OF_ANN } from '../rekognition/model/examples.js';

interface RouteExample {
  readonly path: Record<string, string>;
  readonly body: object;
  readonly success: { readonly description: string; readonly example: object };
}

/** Examples that work as pasted on the demo, in any order. */
export const STAFF = { collectionId: 'staff' };
/** No example changes its only user. */
export const ARCHIVE = { collectionId: 'archive' };
export const ANN = { ...STAFF, userId: 'ann' };
export const BOB = { ...STAFF, userId: 'bob' };
export const TO_CREATE = { userId: 'gus' };
export const TO_DELETE = { ...STAFF, userId: 'ivy' };

/** The demo's responses to the examples, by operation. */
export const ANSWERS = {
  createUser: { userId: 'gus' },
  listUsers: { items: [{ userId: 'old-ann', userStatus: 'CREATED' }] },
  listFacesOfUser: { items: FACES_OF_ANN },
  deleteUserDryRun: { dryRun: true, userId: 'ivy', faceCount: 0 },
  getUser: { userId: 'bob', userStatus: 'ACTIVE', faceCount: 1 },
};

/** Works as pasted on the demo, where this face has no user and `hal` has no faces. */
const FACE_OF_HAL = 'aeec4d8d-ca91-465e-9020-fb017208c812';

export const ASSOCIATE_EXAMPLE: RouteExample = {
  path: { ...STAFF, userId: 'hal' },
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

function example(userId: string, faceId: string): RouteExample {
  return {
    path: { ...STAFF, userId },
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
export const PATH_EXAMPLE = { ...STAFF, userId: 'eve', faceId: FACE_BY_PATH };
