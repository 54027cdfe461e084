import { Failure } from '../failures/failure.js';

/**
 * Requires that an image shows exactly one face.
 *
 * @param detected the answer of DetectFaces.
 * @throws Failure no-face-in-image, several-faces
 */
export async function oneFaceOf(detected: Promise<{ FaceDetails?: readonly unknown[] | undefined }>): Promise<void> {
  const { FaceDetails: faces = [] } = await detected;
  if (faces.length === 0) throw new Failure('no-face-in-image');
  if (faces.length > 1) throw new Failure('several-faces');
}
