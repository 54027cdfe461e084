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

/** A search for similar vectors. */
export interface VectorQuery {
  /** A unit vector. */
  readonly vector: Float32Array;
  /** Minimum similarity, 0 to 100. */
  readonly threshold: number;
  /** Maximum number of matches, best first. */
  readonly limit: number;
  /** A key to exclude. */
  readonly exceptKey?: number;
}

export interface Match {
  readonly key: number;
  /** 0 to 100. */
  readonly similarity: number;
}

const VECTOR_BYTES = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT;
/** Approximate memory of a key in both maps, and of an empty set. */
const KEY_BYTES = 64;
const SET_BYTES = 1024;
const MIN_CAPACITY = 16;
const GROWTH = 1.5;
/** Cosines are rounded before comparison, so one slightly below the floor may still match. */
const ROUNDING = 1e-6;

/** Unit vectors by key in one block of memory, so that a search reads memory sequentially. */
export class VectorSet {
  private vectors = new Float32Array(0);
  private readonly keys: number[] = [];
  private readonly slots = new Map<number, number>();

  get size(): number {
    return this.keys.length;
  }

  /** Approximate memory use. */
  get bytes(): number {
    return SET_BYTES + this.vectors.byteLength + this.keys.length * KEY_BYTES;
  }

  /** Allocates capacity in advance, so that filling the set does not copy. */
  reserve(count: number): void {
    if (count * DIMENSIONS <= this.vectors.length) return;
    const grown = new Float32Array(count * DIMENSIONS);
    grown.set(this.vectors.subarray(0, this.keys.length * DIMENSIONS));
    this.vectors = grown;
  }

  /** @param vector float bytes; alignment does not matter */
  put(key: number, vector: Uint8Array): void {
    const slot = this.slots.get(key) ?? this.newSlot(key);
    new Uint8Array(this.vectors.buffer, slot * VECTOR_BYTES, VECTOR_BYTES).set(vector);
  }

  /** Removes a vector by moving the last one into its slot. */
  remove(key: number): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    const last = this.keys.length - 1;
    const moved = this.keys[last] as number;
    this.vectors.copyWithin(slot * DIMENSIONS, last * DIMENSIONS, (last + 1) * DIMENSIONS);
    this.keys[slot] = moved;
    this.slots.set(moved, slot);
    this.keys.pop();
    this.slots.delete(key);
  }

  /** Returns the most similar vectors first, ties ordered by key. */
  search({ vector, threshold, limit, exceptKey }: VectorQuery): Match[] {
    const best = new TopMatches(limit, threshold);
    const query = Float64Array.from(vector);
    for (let slot = 0; slot < this.keys.length; slot += 1) {
      const cosine = dotProduct(query, this.vectors, slot * DIMENSIONS);
      if (cosine < best.floor) continue;
      const key = this.keys[slot] as number;
      if (key !== exceptKey) best.offer({ key, similarity: similarityOf(cosine) });
    }
    return best.sorted();
  }

  private newSlot(key: number): number {
    const slot = this.keys.length;
    if ((slot + 1) * DIMENSIONS > this.vectors.length) this.reserve(Math.max(MIN_CAPACITY, Math.ceil(slot * GROWTH)));
    this.keys.push(key);
    this.slots.set(key, slot);
    return slot;
  }
}

/** Selects the best matches without sorting all: at twice the limit, the worse half is dropped. */
class TopMatches {
  /** Lower cosines can no longer be among the best. */
  floor: number;
  private matches: Match[] = [];

  constructor(
    private readonly limit: number,
    private readonly threshold: number,
  ) {
    this.floor = floorOf(threshold);
  }

  offer(match: Match): void {
    if (match.similarity < this.threshold) return;
    this.matches.push(match);
    if (this.matches.length < 2 * this.limit) return;
    this.matches = this.sorted();
    this.floor = floorOf(this.matches.at(-1)?.similarity ?? 0);
  }

  sorted(): Match[] {
    return this.matches.sort((a, b) => b.similarity - a.similarity || a.key - b.key).slice(0, this.limit);
  }
}

/** Returns the lowest cosine that reaches a similarity. Every cosine reaches 0. */
function floorOf(similarity: number): number {
  return similarity === 0 ? -Infinity : Math.cbrt(similarity / 100) - ROUNDING;
}

/** Four independent sums, so that additions can run in parallel. */
function dotProduct(query: Float64Array, vectors: Float32Array, start: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let index = 0; index < DIMENSIONS; index += 4) {
    const at = start + index;
    a += (query[index] as number) * (vectors[at] as number);
    b += (query[index + 1] as number) * (vectors[at + 1] as number);
    c += (query[index + 2] as number) * (vectors[at + 2] as number);
    d += (query[index + 3] as number) * (vectors[at + 3] as number);
  }
  return a + b + c + d;
}
