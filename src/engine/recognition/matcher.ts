import { createHash } from 'node:crypto';

/** Vector length, a multiple of 4. */
export const DIMENSIONS = 128;

/** Weights of person and picture in a face vector. Two pictures of one person have a cosine of about 0.99. */
const PERSON_WEIGHT = Math.sqrt(0.99);
const PICTURE_WEIGHT = Math.sqrt(0.01);

/** Cosines are rounded to hide floating-point errors, so that a face matches itself with exactly 100. */
const COSINE_PARTS = 1e6;

/** Returns the unit vector of a face. Nothing is recognized: equal names in equal pictures give equal vectors. */
export function faceVector(person: string, picture: string): Float32Array {
  const who = direction(`person/${person}`);
  const where = direction(`picture/${picture}/${person}`);
  for (let index = 0; index < DIMENSIONS; index += 1)
    who[index] = PERSON_WEIGHT * (who[index] as number) + PICTURE_WEIGHT * (where[index] as number);
  return normalise(who);
}

/** Returns the vector of a user: the mean of the faces. */
export function userVector(faces: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(DIMENSIONS);
  for (const face of faces) face.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  return normalise(sum);
}

/** Similarity from 0 to 100: about 97 for two pictures of one person, near 0 for different people. */
export function similarity(a: Float32Array, b: Float32Array): number {
  return similarityOf(a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0));
}

/** Converts the scalar product of two unit vectors. */
export function similarityOf(cosine: number): number {
  return 100 * (Math.round(Math.min(1, Math.max(0, cosine)) * COSINE_PARTS) / COSINE_PARTS) ** 3;
}

const FULL_CIRCLE = 2 * Math.PI;
const NUMBERS = 2 ** 32;

/** Returns a unit vector that depends only on the name, uniformly distributed. */
function direction(name: string): Float32Array {
  const outputLength = DIMENSIONS * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = createHash('shake256', { outputLength }).update(name).digest();
  const even = new Uint32Array(Uint8Array.from(bytes).buffer);
  const vector = new Float32Array(DIMENSIONS);
  // Box–Muller transform: two uniform numbers give two normally distributed ones.
  for (let index = 0; index < DIMENSIONS; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(((even[index] as number) + 1) / (NUMBERS + 1)));
    const angle = (FULL_CIRCLE * (even[index + 1] as number)) / NUMBERS;
    vector[index] = radius * Math.cos(angle);
    vector[index + 1] = radius * Math.sin(angle);
  }
  return normalise(vector);
}

/** Scales to length 1 in place. A zero vector is left unchanged. */
function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  for (let index = 0; index < DIMENSIONS; index += 1) vector[index] = (vector[index] as number) / length;
  return vector;
}
