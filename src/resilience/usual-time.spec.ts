import { describe, expect, it } from '@jest/globals';

import { UsualTime } from './usual-time.js';

describe('UsualTime', () => {
  it('is the guess and a margin before anything was measured', () => {
    expect(new UsualTime(100).atMostMs).toBe(150);
  });

  it('comes near what is measured and its margin where times are even', () => {
    const usual = new UsualTime(100);
    for (let n = 0; n < 100; n += 1) usual.note(30);
    expect(usual.atMostMs).toBeCloseTo(80);
  });

  it('reckons with more than nearly all times where they are uneven', () => {
    const usual = new UsualTime(100);
    for (let n = 0; n < 100; n += 1) usual.note(n % 2 === 0 ? 20 : 120);
    expect(usual.atMostMs).toBeGreaterThan(200);
  });
});
