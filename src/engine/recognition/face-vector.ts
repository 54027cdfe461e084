import { createHash } from 'node:crypto';
import { DIMENSIONS, normalise } from '../store/vectors.js';

/** Weights of person and picture in a face vector. Two pictures of one person have a cosine of about 0.99. */
const PERSON_WEIGHT = Math.sqrt(0.99);
const PICTURE_WEIGHT = Math.sqrt(0.01);

/** Returns the unit vector of a face. Nothing is recognized: equal names in equal pictures give equal vectors. */
export function faceVector(person: string, picture: string): Float32Array {
  const who = direction(`person/${person}`);
  const where = direction(`picture/${picture}/${person}`);
  for (let index = 0; index < DIMENSIONS; index += 1)
    who[index] = PERSON_WEIGHT * (who[index] as number) + PICTURE_WEIGHT * (where[index] as number);
  return normalise(who);
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
