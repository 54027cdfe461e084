import { describe, expect, it } from '@jest/globals';
import { DIMENSIONS, faceVector, similarity, similarityOf, userVector } from './matcher.js';

const PEOPLE = Array.from({ length: 40 }, (_, number) => `person ${number}`);

describe('The matcher', () => {
  it('gives the same vector of length 1 for the same person in the same picture', () => {
    expect(faceVector('ann', 'x')).toEqual(faceVector('ann', 'x'));
    expect(Math.hypot(...faceVector('ann', 'x'))).toBeCloseTo(1, 5);
  });

  it('finds one person in two pictures alike to about 97', () => {
    for (const person of PEOPLE)
      expect(similarity(faceVector(person, 'x'), faceVector(person, 'y'))).toBeGreaterThan(95);
  });

  it('finds strangers alike to less than 10, in one picture too', () => {
    for (const person of PEOPLE.slice(1))
      expect(similarity(faceVector(PEOPLE[0]!, 'x'), faceVector(person, 'x'))).toBeLessThan(10);
  });

  it('finds a face like itself by exactly 100, and never anything by more', () => {
    for (const person of PEOPLE) expect(similarity(faceVector(person, 'x'), faceVector(person, 'x'))).toBe(100);
    expect(similarityOf(1.0000001)).toBe(100);
    expect(similarityOf(-0.5)).toBe(0);
  });

  it('makes a vector of numbers even of faces that cancel each other out', () => {
    const ann = faceVector('ann', 'x');
    expect([...userVector([ann, ann.map((value) => -value)])]).toEqual(Array(DIMENSIONS).fill(0));
  });

  it('compares a user by the mean of their faces', () => {
    const user = userVector([faceVector('ann', 'x'), faceVector('ann', 'y')]);
    expect(similarity(user, faceVector('ann', 'z'))).toBeGreaterThan(95);
    expect(similarity(user, faceVector('bob', 'z'))).toBeLessThan(10);
  });
});
