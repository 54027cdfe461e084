import {
  type Face,
  ListFacesCommand,
  type ListFacesCommandInput,
  type ListFacesCommandOutput,
} from '@aws-sdk/client-rekognition';

import { defineOperation } from '../rekognition/operation.js';

/** Lists the faces of a collection or of one of its users, a page at a time. */
export const ListFaces = defineOperation<ListFacesCommandInput, ListFacesCommandOutput>({
  name: 'ListFaces',
  command: ListFacesCommand,
  effect: 'read',
  scope: 'read',
  repeat: 'read',
  quota: { key: 'ListFaces', bigRegions: 50, others: 5 },
  answer: everyFaceOnceAndOfTheUser,
  // Callers send no cursor here: one that is refused is Rekognition's own, of the page before.
  means: { 'invalid-cursor': 'upstream-invalid-answer' },
  refusals: ['resource-not-found'],
});

/** A page counts only if it names each face once, none of them another user's, with members of their types. */
function everyFaceOnceAndOfTheUser(
  { Faces: faces, NextToken: next }: ListFacesCommandOutput,
  { UserId: user }: ListFacesCommandInput,
): boolean {
  if (!Array.isArray(faces) || !isTextOrAbsent(next)) return false;
  const ids = faces.map(({ FaceId }) => FaceId);
  return (
    new Set(ids).size === ids.length &&
    faces.every((face) => isFace(face) && (user === undefined || face.UserId === undefined || face.UserId === user))
  );
}

function isFace({ FaceId, Confidence, BoundingBox: box, ...texts }: Face): boolean {
  const { UserId, ImageId, ExternalImageId, IndexFacesModelVersion } = texts;
  return (
    typeof FaceId === 'string' &&
    [UserId, ImageId, ExternalImageId, IndexFacesModelVersion].every(isTextOrAbsent) &&
    (Confidence === undefined || Number.isFinite(Confidence)) &&
    // The SDK makes an empty box of anything that is none.
    (box === undefined || [box.Width, box.Height, box.Left, box.Top].every(Number.isFinite))
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
