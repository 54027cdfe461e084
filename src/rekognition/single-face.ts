import { Failure } from '../failures/failure.js';

/**
 * Requires that an image shows exactly one face.
 *
 * @param faces the faces that DetectFaces returned.
 * @throws Failure no-face-in-image, several-faces
 */
export function requireSingle(faces: readonly unknown[]): void {
  if (faces.length === 0) throw new Failure('no-face-in-image');
  if (faces.length > 1) throw new Failure('several-faces');
}
