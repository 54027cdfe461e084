/** Vector length, a multiple of 4. */
export const DIMENSIONS = 128;

/** Cosines are rounded to hide floating-point errors, so that a face matches itself with exactly 100. */
const COSINE_PARTS = 1e6;

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

/** Scales to length 1 in place. A zero vector is left unchanged. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  for (let index = 0; index < DIMENSIONS; index += 1) vector[index] = (vector[index] as number) / length;
  return vector;
}

/** Converts a vector to SQLite's representation. */
export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** Copies, because SQLite's buffers need not be aligned for floats. */
export function floatsOf(vector: unknown): Float32Array {
  return new Float32Array(Uint8Array.from(vector as Uint8Array).buffer);
}
