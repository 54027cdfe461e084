import { describe, expect, it } from '@jest/globals';
import { DIMENSIONS, similarity, similarityOf, userVector } from '../store/vectors.js';
import { faceVector } from './faces.js';

const PEOPLE = Array.from({ length: 40 }, (_, number) => `person ${number}`);

describe('A face vector', () => {
  it('has length 1 and is the same for the same person in the same picture', () => {
    expect(faceVector('ann', 'x')).toEqual(faceVector('ann', 'x'));
    expect(Math.hypot(...faceVector('ann', 'x'))).toBeCloseTo(1, 5);
  });

  it('has a similarity of about 97 to that of the same person in another picture', () => {
    for (const person of PEOPLE)
      expect(similarity(faceVector(person, 'x'), faceVector(person, 'y'))).toBeGreaterThan(95);
  });

  it('has a similarity below 10 to that of another person, even in the same picture', () => {
    for (const person of PEOPLE.slice(1))
      expect(similarity(faceVector(PEOPLE[0]!, 'x'), faceVector(person, 'x'))).toBeLessThan(10);
  });

  it('has a similarity of exactly 100 to itself, which is the maximum', () => {
    for (const person of PEOPLE) expect(similarity(faceVector(person, 'x'), faceVector(person, 'x'))).toBe(100);
    expect(similarityOf(1.0000001)).toBe(100);
    expect(similarityOf(-0.5)).toBe(0);
  });

  it('averages to zeros, not NaN, with its own opposite', () => {
    const ann = faceVector('ann', 'x');
    expect([...userVector([ann, ann.map((value) => -value)])]).toEqual(Array(DIMENSIONS).fill(0));
  });

  it('is averaged with others into the vector of a user', () => {
    const user = userVector([faceVector('ann', 'x'), faceVector('ann', 'y')]);
    expect(similarity(user, faceVector('ann', 'z'))).toBeGreaterThan(95);
    expect(similarity(user, faceVector('bob', 'z'))).toBeLessThan(10);
  });
});
