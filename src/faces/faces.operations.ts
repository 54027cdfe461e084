import { ListFacesCommand, type ListFacesCommandInput, type ListFacesCommandOutput } from '@aws-sdk/client-rekognition';

import { defineOperation } from '../rekognition/operation.js';

/** Lists the faces of a collection or of one of its users, a page at a time. */
export const ListFaces = defineOperation<ListFacesCommandInput, ListFacesCommandOutput>({
  name: 'ListFaces',
  command: ListFacesCommand,
  effect: 'read',
  scope: 'read',
  repeat: 'read',
  answer: ({ Faces: faces, NextToken: next }) =>
    Array.isArray(faces) &&
    faces.every(({ FaceId }) => typeof FaceId === 'string') &&
    (next === undefined || typeof next === 'string'),
  refusals: ['resource-not-found'],
});
