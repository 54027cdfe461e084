import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Lanes } from './user-lanes.js';
import { CallerLeft, type CallLimits, Deadline, DeadlinePassed } from '../../resilience/time/call-limits.js';

/** Lanes with jobs that end when the test says so, and the result of each job. */
class Course {
  readonly clock = new FakeClock(0);
  readonly lanes = new Lanes(this.clock);
  readonly started: string[] = [];
  readonly running = new Set<string>();
  private readonly ends = new Map<string, PromiseWithResolvers<string>>();

  limits(delayMs = 60_000, signal = new AbortController().signal): CallLimits {
    return { deadline: Deadline.after(this.clock, delayMs), signal };
  }

  async run(key: string, name: string, limits = this.limits()): Promise<string> {
    const ends = Promise.withResolvers<string>();
    this.ends.set(name, ends);
    return this.lanes.run(key, limits, async () => {
      this.started.push(name);
      this.running.add(name);
      return ends.promise.finally(() => this.running.delete(name));
    });
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)!.resolve(name);
    await setImmediate();
  }

  async fail(name: string, error: Error): Promise<void> {
    this.ends.get(name)!.reject(error);
    await setImmediate();
  }
}

/** The reason of a rejection, if there was one. */
function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'not refused',
    (error: unknown) => error,
  );
}

describe('Lanes', () => {
  it('runs the jobs of one key one at a time in FIFO order', async () => {
    const course = new Course();
    const results = ['first', 'second', 'third'].map((name) => course.run('user', name));
    await setImmediate();
    expect(course.started).toEqual(['first']);

    await course.end('first');
    expect(course.started).toEqual(['first', 'second']);
    expect([...course.running]).toEqual(['second']);

    await course.end('second');
    await course.end('third');
    await expect(Promise.all(results)).resolves.toEqual(['first', 'second', 'third']);
    expect(course.started).toEqual(['first', 'second', 'third']);
  });

  it('runs jobs of different keys in parallel', async () => {
    const course = new Course();
    const results = [course.run('user-1', 'one'), course.run('user-2', 'two')];
    await setImmediate();
    expect([...course.running]).toEqual(['one', 'two']);
    await course.end('one');
    await course.end('two');
    await Promise.all(results);
  });

  it('removes a waiting job exactly at its deadline and never starts it', async () => {
    const course = new Course();
    const first = course.run('user', 'first');
    const state = { left: false };
    const second = refusal(course.run('user', 'second', course.limits(500))).finally(() => (state.left = true));

    await course.clock.advance(499);
    expect(state.left).toBe(false);
    await course.clock.advance(1);
    expect(state.left).toBe(true);
    expect(await second).toBeInstanceOf(DeadlinePassed);

    await course.end('first');
    await first;
    expect(course.started).toEqual(['first']);
  });

  it('removes a waiting job as soon as its caller disconnects and never starts it', async () => {
    const course = new Course();
    const caller = new AbortController();
    const first = course.run('user', 'first');
    const second = refusal(course.run('user', 'second', course.limits(60_000, caller.signal)));
    const third = course.run('user', 'third');

    caller.abort();
    expect(await second).toBeInstanceOf(CallerLeft);

    await course.end('first');
    await course.end('third');
    await Promise.all([first, third]);
    expect(course.started).toEqual(['first', 'third']);
  });

  it('rejects a job at once if its caller has already disconnected', async () => {
    const course = new Course();
    const first = course.run('user', 'first');
    expect(await refusal(course.run('user', 'second', course.limits(500, AbortSignal.abort())))).toBeInstanceOf(
      CallerLeft,
    );
    await course.end('first');
    await first;
    expect(course.started).toEqual(['first']);
  });

  it('does not interrupt a running job at its deadline', async () => {
    const course = new Course();
    const first = course.run('user', 'first', course.limits(500));
    await course.clock.advance(1_000);
    expect([...course.running]).toEqual(['first']);
    await course.end('first');
    await expect(first).resolves.toBe('first');
  });

  it('runs the next job after one that throws, and reports the error only to the caller of that job', async () => {
    const course = new Course();
    const first = refusal(course.run('user', 'first'));
    const second = course.run('user', 'second');
    await course.fail('first', new Error('broken'));
    expect(await first).toEqual(new Error('broken'));
    expect([...course.running]).toEqual(['second']);
    await course.end('second');
    await expect(second).resolves.toBe('second');
  });

  it('leaves no timer behind', async () => {
    const course = new Course();
    const caller = new AbortController();
    const results = [
      course.run('user', 'first'),
      course.run('user', 'second'),
      refusal(course.run('user', 'late', course.limits(10))),
      refusal(course.run('user', 'gone', course.limits(60_000, caller.signal))),
    ];
    await course.clock.advance(10);
    caller.abort();
    await course.end('first');
    await course.end('second');
    await Promise.all(results);
    expect(course.clock.pending).toBe(0);
  });

  it('starts a job at once when the lane is empty again', async () => {
    const course = new Course();
    for (const name of ['first', 'second']) {
      const result = course.run('user', name);
      await setImmediate();
      expect([...course.running]).toEqual([name]);
      await course.end(name);
      await result;
    }
  });
});
