import { createHash } from 'node:crypto';

/** How many numbers a vector has: a multiple of 4. */
export const DIMENSIONS = 128;

/** How much of a face is its person and how much the picture: two pictures of one person come to cos ≈ 0.99. */
const PERSON_WEIGHT = Math.sqrt(0.99);
const PICTURE_WEIGHT = Math.sqrt(0.01);

/** Cosines are rounded to so many parts, so that what floats lose is not seen: a face is like itself by 100. */
const COSINE_PARTS = 1e6;

/**
 * The vector of a person's face in one picture, of length 1. Nothing is recognised: the person is a name, and the
 * same name in the same picture gives the same vector.
 */
export function faceVector(person: string, picture: string): Float32Array {
  const who = direction(`person/${person}`);
  const where = direction(`picture/${picture}/${person}`);
  for (let index = 0; index < DIMENSIONS; index += 1)
    who[index] = PERSON_WEIGHT * (who[index] as number) + PICTURE_WEIGHT * (where[index] as number);
  return normalise(who);
}

/** The vector a user is compared by: the mean of their faces. */
export function userVector(faces: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(DIMENSIONS);
  for (const face of faces) face.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  return normalise(sum);
}

/** 0 to 100: about 97 for one person in two pictures, near 0 for strangers. */
export function similarity(a: Float32Array, b: Float32Array): number {
  return similarityOf(a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0));
}

/** The similarity of two vectors of length 1 whose scalar product this is. */
export function similarityOf(cosine: number): number {
  return 100 * (Math.round(Math.min(1, Math.max(0, cosine)) * COSINE_PARTS) / COSINE_PARTS) ** 3;
}

const FULL_CIRCLE = 2 * Math.PI;
const NUMBERS = 2 ** 32;

/** A direction that depends on the name alone, evenly spread over the sphere. */
function direction(name: string): Float32Array {
  const outputLength = DIMENSIONS * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = createHash('shake256', { outputLength }).update(name).digest();
  const even = new Uint32Array(Uint8Array.from(bytes).buffer);
  const vector = new Float32Array(DIMENSIONS);
  // Two evenly spread numbers make two normally spread ones, by the method of Box and Muller.
  for (let index = 0; index < DIMENSIONS; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(((even[index] as number) + 1) / (NUMBERS + 1)));
    const angle = (FULL_CIRCLE * (even[index + 1] as number)) / NUMBERS;
    vector[index] = radius * Math.cos(angle);
    vector[index + 1] = radius * Math.sin(angle);
  }
  return normalise(vector);
}

/** Makes its length 1, in place. Nothing can be made of a vector of nothing. */
function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  for (let index = 0; index < DIMENSIONS; index += 1) vector[index] = (vector[index] as number) / length;
  return vector;
}
