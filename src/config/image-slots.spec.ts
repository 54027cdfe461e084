import { totalmem } from 'node:os';

import { describe, expect, it } from '@jest/globals';

import { imageSlotsIn, memoryLimitBytes } from './image-slots.js';

const MEBIBYTE = 1_024 * 1_024;

describe('imageSlotsIn', () => {
  it.each([
    [128, 2],
    [192, 2],
    [256, 2],
    [282, 2],
    [283, 3],
    [512, 15],
    [527, 15],
    [528, 16],
    [65_536, 16],
  ])('of %i MiB is %i images', (mebibytes, slots) => {
    expect(imageSlotsIn(mebibytes * MEBIBYTE)).toBe(slots);
  });
});

describe('memoryLimitBytes', () => {
  it("is never more than the machine's memory", () => {
    expect(memoryLimitBytes()).toBeGreaterThan(0);
    expect(memoryLimitBytes()).toBeLessThanOrEqual(totalmem());
  });
});
