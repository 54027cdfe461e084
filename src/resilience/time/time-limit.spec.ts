import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { delay, TimeUp, withinMs } from './time-limit.js';

describe('a time limit', () => {
  it('hands on what the work gave or threw, and takes its timer back', async () => {
    const clock = new FakeClock();
    await expect(withinMs(clock, 100, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinMs(clock, 100, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(clock.pending).toBe(0);
  });

  it('takes its timer back from work that fails before it begins', async () => {
    const clock = new FakeClock();
    const work = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(withinMs(clock, 100, work)).rejects.toThrow('at once');
    expect(clock.pending).toBe(0);
  });

  it('gives up at its end and tells the work so, whether or not that heeds it', async () => {
    const clock = new FakeClock();
    let told: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<never> => {
      told = signal;
      return new Promise(() => undefined);
    };
    const given = withinMs(clock, 100, work).catch((thrown: unknown) => thrown);
    await clock.advance(99);
    expect(told?.aborted).toBe(false);
    await clock.advance(1);
    expect([await given, told?.aborted]).toEqual([new TimeUp(), true]);
  });
});

describe('a delay', () => {
  it('ends after its time', async () => {
    const clock = new FakeClock();
    let over = false;
    void delay(clock, 100).then(() => (over = true));
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(over).toBe(true);
  });
});
