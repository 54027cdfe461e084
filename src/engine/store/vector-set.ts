import { DIMENSIONS, similarityOf } from '../recognition/matcher.js';

/** What is looked for. */
export interface VectorQuery {
  /** Of length 1. */
  readonly vector: Float32Array;
  /** The least similarity, 0 to 100. */
  readonly threshold: number;
  /** At most so many matches: the best. */
  readonly limit: number;
  /** Is left out. */
  readonly exceptKey?: number;
}

export interface Match {
  readonly key: number;
  /** 0 to 100. */
  readonly similarity: number;
}

const VECTOR_BYTES = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT;
/** About what a vector's key takes in both directions, and a set without vectors. */
const KEY_BYTES = 64;
const SET_BYTES = 1024;
const MIN_CAPACITY = 16;
const GROWTH = 1.5;
/** Cosines are rounded before they are compared, so a vector below a floor by less may still reach it. */
const ROUNDING = 1e-6;

/**
 * Vectors of length 1 under keys, in one block of memory: comparing a query with all of them reads it from end to end.
 */
export class VectorSet {
  private vectors = new Float32Array(0);
  private readonly keys: number[] = [];
  private readonly slots = new Map<number, number>();

  get size(): number {
    return this.keys.length;
  }

  /** What it takes in memory, about. */
  get bytes(): number {
    return SET_BYTES + this.vectors.byteLength + this.keys.length * KEY_BYTES;
  }

  /** Makes room for so many, so that filling it copies nothing. */
  reserve(count: number): void {
    if (count * DIMENSIONS <= this.vectors.length) return;
    const grown = new Float32Array(count * DIMENSIONS);
    grown.set(this.vectors.subarray(0, this.keys.length * DIMENSIONS));
    this.vectors = grown;
  }

  /** @param vector the bytes of its floats; they need not be aligned. */
  put(key: number, vector: Uint8Array): void {
    const slot = this.slots.get(key) ?? this.newSlot(key);
    new Uint8Array(this.vectors.buffer, slot * VECTOR_BYTES, VECTOR_BYTES).set(vector);
  }

  /** The last one moves into the gap: there never is one. */
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

  /** The most similar ones first; equally similar ones in the order of their keys. */
  search({ vector, threshold, limit, exceptKey }: VectorQuery): Match[] {
    const best = new TopMatches(limit, threshold);
    const query = Float64Array.from(vector);
    for (let slot = 0; slot < this.keys.length; slot += 1) {
      const cosine = dotProduct(query, this.vectors, slot * DIMENSIONS);
      if (cosine < best.floor) continue;
      const key = this.keys[slot] as number;
      if (key !== exceptKey) best.offer({ key, similarity: similarityOf(cosine) });
    }
    return best.take();
  }

  private newSlot(key: number): number {
    const slot = this.keys.length;
    if ((slot + 1) * DIMENSIONS > this.vectors.length) this.reserve(Math.max(MIN_CAPACITY, Math.ceil(slot * GROWTH)));
    this.keys.push(key);
    this.slots.set(key, slot);
    return slot;
  }
}

/** Keeps the best of many without sorting them all: whenever twice as many have come, the worse half goes. */
class TopMatches {
  /** No cosine below can be among the best any more. */
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
    this.matches = this.take();
    this.floor = floorOf(this.matches.at(-1)?.similarity ?? 0);
  }

  take(): Match[] {
    return this.matches.sort((a, b) => b.similarity - a.similarity || a.key - b.key).slice(0, this.limit);
  }
}

/** The least cosine that can come to a similarity. Every cosine comes to 0 at least. */
function floorOf(similarity: number): number {
  return similarity === 0 ? -Infinity : Math.cbrt(similarity / 100) - ROUNDING;
}

/** Four sums, so that no addition waits for the one before. */
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
