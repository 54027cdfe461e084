import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { systemClock } from './clock.js';

const MAX_TIMER_MS = 2 ** 31 - 1;

describe('timers of systemClock', () => {
  it.each([2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY])(
    'do not fire at once with a delay of %d ms',
    async (delayMs) => {
      let fired = false;
      const cancel = systemClock.schedule(delayMs, () => (fired = true));
      // Node fires a timer that is too long after 1 ms, and timers in the order of their due times.
      await new Promise<void>((resolve) => void systemClock.schedule(20, resolve));
      cancel();
      expect(fired).toBe(false);
    },
  );

  describe('longer than Node supports', () => {
    beforeEach(() => {
      jest.useFakeTimers();
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('fire once at the right time', () => {
      let count = 0;
      systemClock.schedule(2 * MAX_TIMER_MS + 10, () => (count += 1));
      for (const part of [MAX_TIMER_MS, MAX_TIMER_MS, 9]) jest.advanceTimersByTime(part);
      expect(count).toBe(0);
      jest.advanceTimersByTime(1);
      expect([count, jest.getTimerCount()]).toEqual([1, 0]);
    });

    it('can be cancelled at any point', () => {
      let fired = false;
      const cancel = systemClock.schedule(3 * MAX_TIMER_MS, () => (fired = true));
      jest.advanceTimersByTime(MAX_TIMER_MS + 5);
      cancel();
      expect([fired, jest.getTimerCount()]).toEqual([false, 0]);
    });
  });
});
