import { describe, expect, it } from '@jest/globals';
import { faceVector, similarity, userVector } from './matcher.js';

const PEOPLE = Array.from({ length: 40 }, (_, number) => `person ${number}`);

describe('The matcher', () => {
  it('gives the same vector of length 1 for the same person in the same picture', () => {
    expect(faceVector('ann', 'x')).toEqual(faceVector('ann', 'x'));
    expect(Math.hypot(...faceVector('ann', 'x'))).toBeCloseTo(1, 5);
    expect(similarity(faceVector('ann', 'x'), faceVector('ann', 'x'))).toBeCloseTo(100, 3);
  });

  it('finds one person in two pictures alike to about 97', () => {
    for (const person of PEOPLE)
      expect(similarity(faceVector(person, 'x'), faceVector(person, 'y'))).toBeGreaterThan(95);
  });

  it('finds strangers alike to less than 10, in one picture too', () => {
    for (const person of PEOPLE.slice(1))
      expect(similarity(faceVector(PEOPLE[0]!, 'x'), faceVector(person, 'x'))).toBeLessThan(10);
  });

  it('compares a user by the mean of their faces', () => {
    const user = userVector([faceVector('ann', 'x'), faceVector('ann', 'y')]);
    expect(similarity(user, faceVector('ann', 'z'))).toBeGreaterThan(95);
    expect(similarity(user, faceVector('bob', 'z'))).toBeLessThan(10);
  });
});
