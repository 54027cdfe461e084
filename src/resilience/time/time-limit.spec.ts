import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { delay, TimeUp, withinMs } from './call-limits.js';

describe('withinMs', () => {
  it('returns or throws the result of the work, and cancels its timer', async () => {
    const clock = new FakeClock();
    await expect(withinMs(clock, 100, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinMs(clock, 100, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(clock.pending).toBe(0);
  });

  it('cancels its timer if the work throws synchronously', async () => {
    const clock = new FakeClock();
    const work = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(withinMs(clock, 100, work)).rejects.toThrow('at once');
    expect(clock.pending).toBe(0);
  });

  it('rejects with TimeUp when the limit expires and aborts the signal of the work', async () => {
    const clock = new FakeClock();
    let received: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<never> => {
      received = signal;
      return new Promise(() => undefined);
    };
    const given = withinMs(clock, 100, work).catch((thrown: unknown) => thrown);
    await clock.advance(99);
    expect(received?.aborted).toBe(false);
    await clock.advance(1);
    expect([await given, received?.aborted]).toEqual([new TimeUp(), true]);
  });
});

describe('delay', () => {
  it('ends after the given time', async () => {
    const clock = new FakeClock();
    let over = false;
    void delay(clock, 100).then(() => (over = true));
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(over).toBe(true);
  });
});
