import { createHash } from 'node:crypto';

const DIMENSIONS = 128;

/** How much of a face is its person and how much the picture: two pictures of one person come to cos ≈ 0.99. */
const PERSON_WEIGHT = Math.sqrt(0.99);
const PICTURE_WEIGHT = Math.sqrt(0.01);

/**
 * The vector of a person's face in one picture, of length 1. Nothing is recognised: the person is a name, and the
 * same name in the same picture gives the same vector.
 */
export function faceVector(person: string, picture: string): Float32Array {
  const who = direction(`person/${person}`);
  const where = direction(`picture/${picture}/${person}`);
  return normalise(who.map((value, index) => PERSON_WEIGHT * value + PICTURE_WEIGHT * (where[index] ?? 0)));
}

/** The vector a user is compared by: the mean of their faces. */
export function userVector(faces: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(DIMENSIONS);
  for (const face of faces) face.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  return normalise(sum);
}

/** 0 to 100: about 97 for one person in two pictures, near 0 for strangers. */
export function similarity(a: Float32Array, b: Float32Array): number {
  const cosine = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  return 100 * Math.min(1, Math.max(0, cosine)) ** 3;
}

/** A direction that depends on the name alone, evenly spread over the sphere. */
function direction(name: string): Float32Array {
  const bytes = createHash('shake256', { outputLength: DIMENSIONS * 8 })
    .update(name)
    .digest();
  return normalise(
    Float32Array.from({ length: DIMENSIONS }, (_, index) => {
      const radius = Math.sqrt(-2 * Math.log((bytes.readUInt32LE(index * 8) + 1) / (2 ** 32 + 1)));
      return radius * Math.cos((2 * Math.PI * bytes.readUInt32LE(index * 8 + 4)) / 2 ** 32);
    }),
  );
}

function normalise(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
