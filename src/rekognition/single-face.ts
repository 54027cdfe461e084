import { Failure } from '../failures/failure.js';

/**
 * Lets an image pass that shows exactly one face.
 *
 * @param faces those that DetectFaces found.
 * @throws Failure no-face-in-image, several-faces
 */
export function requireSingle(faces: readonly unknown[]): void {
  if (faces.length === 0) throw new Failure('no-face-in-image');
  if (faces.length > 1) throw new Failure('several-faces');
}
