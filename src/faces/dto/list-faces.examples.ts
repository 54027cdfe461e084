import { FACES_OF_ANN } from '../../rekognition/model/face.examples.js';

export const FACES_OF_USER_EXAMPLE = {
  path: { collectionId: 'staff', userId: 'ann' },
  answer: { items: FACES_OF_ANN },
};

export const LISTED_FACE = FACES_OF_ANN[0]?.faceId ?? '';
export const LISTED_USER = 'ann';
export const LIST_ANSWER = { items: FACES_OF_ANN.slice(0, 1) };
