import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { heapBytes } from '../../../test/harness/garbage.js';
import { LongWork, type Parts } from './long-work.js';

describe('LongWork', () => {
  const log: string[] = [];

  function* counted(name: string, parts: number): Parts<string> {
    for (let part = 1; part <= parts; part += 1) {
      log.push(`${name}${part}`);
      if (part < parts) yield;
    }
    return name;
  }

  beforeEach(() => {
    log.length = 0;
  });

  it('runs one computation after another', async () => {
    const work = new LongWork();
    const results = await Promise.all([
      work.run(counted('a', 2)),
      work.run(counted('b', 1)),
      work.run(counted('c', 2)),
    ]);
    expect([results, log]).toEqual([
      ['a', 'b', 'c'],
      ['a1', 'a2', 'b1', 'c1', 'c2'],
    ]);
  });

  it('runs some parts in a turn of the event loop, and not all', async () => {
    const done = new LongWork().run(counted('a', 100));
    await setImmediate();
    expect(log.length).toBeGreaterThan(0);
    expect(log.length).toBeLessThan(50);
    await done;
    expect(log).toHaveLength(100);
  });

  it('goes on after a computation that fails', async () => {
    const work = new LongWork();
    const failing = work.run(
      (function* (): Parts<never> {
        yield;
        throw new Error('broken');
      })(),
    );
    const next = work.run(counted('a', 1));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('a');
  });

  it('ends an aborted computation at its next part', async () => {
    const [work, controller] = [new LongWork(), new AbortController()];
    const aborted = work.run(counted('a', 90), controller.signal);
    await setImmediate();
    controller.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    expect(log.length).toBeLessThan(90);
    expect(await work.run(counted('b', 1))).toBe('b');
  });

  it('ends a computation at once that is aborted while it waits, and keeps the order of the others', async () => {
    const [work, controller] = [new LongWork(), new AbortController()];
    const first = work.run(counted('a', 90));
    const waiting = work.run(counted('b', 1), controller.signal);
    const last = work.run(counted('c', 1));
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    expect(log.length).toBeLessThan(90);
    await Promise.all([first, last]);
    expect(log.slice(89)).toEqual(['a90', 'c1']);
  });

  it('keeps nothing in memory of computations that have ended', async () => {
    const work = new LongWork();
    const runMany = async (): Promise<void> => {
      for (let count = 0; count < 50_000; count += 1) await work.run(counted('a', 1));
      log.length = 0;
    };
    await runMany();
    const before = await heapBytes();
    await runMany();
    expect((await heapBytes()) - before).toBeLessThan(1_000_000);
    expect(await work.run(counted('b', 1))).toBe('b');
  });
});
