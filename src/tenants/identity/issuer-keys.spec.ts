import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { ecPair, jwkOf } from '../../../test/harness/tokens.js';
import { Failure } from '../../failures/failure.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import { IssuerKeys } from './issuer-keys.js';
import { KeySet, KeysUnusable } from './signing-keys.js';

const KNOWN = { kid: 'known', alg: 'ES256' };
const UNKNOWN = { kid: 'unknown', alg: 'ES256' };
const HOUR_MS = 60 * 60_000;
const PUBLISHED = new KeySet({ keys: [jwkOf(ecPair('known'))] });

/** Keys of an issuer that answers as `answer` says at the time. */
class Scene {
  readonly clock = new FakeClock(0);
  readonly fetchedAtMs: number[] = [];
  readonly faults: (string | undefined)[] = [];
  answer: (signal: AbortSignal) => Promise<KeySet> = () => Promise.resolve(PUBLISHED);

  readonly keys = new IssuerKeys(this.clock, {
    fetch: (signal) => {
      this.fetchedAtMs.push(this.clock.monotonicMs());
      return this.answer(signal);
    },
    onFetched: (outcome) => this.faults.push('fault' in outcome ? outcome.fault : undefined),
  });

  async find(wanted = KNOWN): Promise<'known' | 'unknown' | Failure> {
    const limits = { deadline: Deadline.after(this.clock, 10_000), signal: new AbortController().signal };
    try {
      return (await this.keys.find(wanted, limits)) === undefined ? 'unknown' : 'known';
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  down(): void {
    this.answer = () => Promise.reject(new KeysUnusable('cannot be reached'));
  }

  /** As a fetch that hangs does: it ends with the reason of its signal. */
  hang(): void {
    this.answer = (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  }
}

describe('IssuerKeys', () => {
  it('are fetched on first use and then every ten minutes', async () => {
    const scene = new Scene();
    expect(await scene.find()).toBe('known');
    for (let minute = 0; minute < 30; minute += 1) await scene.clock.advance(60_000);
    expect(scene.fetchedAtMs).toEqual([0, 600_000, 1_200_000, 1_800_000]);
  });

  it('start at most one fetch in 15 seconds and two in 30', async () => {
    for (const down of [false, true]) {
      const scene = new Scene();
      if (down) scene.down();
      for (let step = 0; step < 1_000; step += 1) {
        await Promise.all([scene.find(UNKNOWN), scene.find()]);
        await scene.clock.advance(250);
      }
      const { fetchedAtMs } = scene;
      expect(fetchedAtMs.length).toBeGreaterThan(10);
      expect(Math.min(...fetchedAtMs.slice(1).map((atMs, index) => atMs - fetchedAtMs[index]!))).toBeGreaterThan(
        15_000,
      );
      expect(Math.min(...fetchedAtMs.slice(2).map((atMs, index) => atMs - fetchedAtMs[index]!))).toBeGreaterThan(
        30_000,
      );
    }
  });

  it('are used for a day after a fetch, then the issuer is unavailable', async () => {
    const scene = new Scene();
    await scene.find();
    scene.down();
    const found: unknown[] = [];
    for (let hour = 1; hour <= 25; hour += 1) {
      await scene.clock.advance(HOUR_MS);
      const answer = await scene.find();
      found.push(answer instanceof Failure ? answer.code : answer);
    }
    expect(found).toEqual([...Array<string>(23).fill('known'), 'issuer-unavailable', 'issuer-unavailable']);
  });

  it('report the time of the next fetch if no fetch has succeeded', async () => {
    const scene = new Scene();
    scene.down();
    const first = await scene.find();
    await scene.clock.advance(10_000);
    const second = await scene.find();
    expect([first, second].map((failure) => (failure as Failure).facts.retryAfterMs)).toEqual([16_000, 6_000]);
  });

  it('abort a fetch after 3 seconds and report why it failed', async () => {
    const scene = new Scene();
    scene.hang();
    const found = scene.find();
    await scene.clock.advance(2_999);
    expect(scene.faults).toEqual([]);
    await scene.clock.advance(1);
    expect([(await found) instanceof Failure, scene.faults]).toEqual([true, ['timed out']]);
  });

  it('do not report the text of unexpected errors', async () => {
    const scene = new Scene();
    scene.answer = () => Promise.reject(new TypeError('words of somebody else'));
    await scene.find();
    expect(scene.faults).toEqual(['could not be fetched']);
  });

  it('return a cached key without waiting for a running fetch', async () => {
    const scene = new Scene();
    await scene.find();
    await scene.clock.advance(16_000);
    scene.hang();
    const unknown = scene.find(UNKNOWN);
    expect([await scene.find(), scene.fetchedAtMs.length]).toEqual(['known', 2]);
    await scene.clock.advance(3_000);
    expect(await unknown).toMatchObject({ code: 'issuer-unavailable' });
  });

  it('report a key as unknown if the awaited fetch did not contain it', async () => {
    const scene = new Scene();
    expect(await Promise.all([scene.find(UNKNOWN), scene.find(UNKNOWN)])).toEqual(['unknown', 'unknown']);
  });

  it('report issuer-unavailable with a retry time for an unknown key between two fetches', async () => {
    const scene = new Scene();
    await scene.find();
    await scene.clock.advance(4_000);
    const early = await scene.find(UNKNOWN);
    await scene.clock.advance(12_000);
    scene.answer = () => Promise.resolve(new KeySet({ keys: [jwkOf(ecPair('unknown'))] }));
    expect(early).toMatchObject({ code: 'issuer-unavailable', facts: { retryAfterMs: 12_000 } });
    expect([await scene.find(UNKNOWN), await scene.find(KNOWN)]).toEqual([
      'known',
      expect.objectContaining({ code: 'issuer-unavailable' }),
    ]);
    await scene.clock.advance(16_000);
    expect(await scene.find()).toBe('unknown');
  });

  it('reject a key that does not fit the algorithm of the token', async () => {
    const scene = new Scene();
    await scene.find();
    expect(await scene.find({ kid: 'known', alg: 'RS256' })).toBe('unknown');
  });

  it('are found by their kid in a set of any size, and without one in a set of at most 100 keys', async () => {
    const scene = new Scene();
    const one = jwkOf(ecPair('one'));
    const many = Array.from({ length: 300 }, (_, number) => ({ ...one, kid: `key ${number}` }));
    scene.answer = () => Promise.resolve(new KeySet({ keys: [...many, jwkOf(ecPair('known'))] }));
    expect(await scene.find()).toBe('known');
    const nameless = { kid: undefined, alg: 'ES384' };
    const other = jwkOf(ecPair('x', 'ES384'));
    expect(await new KeySet({ keys: [...many, other] }).find(nameless)).toBe('unfit');
    expect(await new KeySet({ keys: [...many.slice(201), other] }).find(nameless)).toMatchObject({ type: 'public' });
  });

  it('are still fetched after the clock was set back', async () => {
    const clocks = [10 * HOUR_MS, 0];
    const scene = new Scene();
    await scene.clock.advance(clocks[0]!);
    await scene.find();
    Object.assign(scene.clock, { presentMs: clocks[1] });
    await scene.find(UNKNOWN);
    expect(scene.fetchedAtMs).toEqual(clocks);
  });

  it('abort the running fetch and start no other after close', async () => {
    const scene = new Scene();
    scene.hang();
    const found = scene.find();
    scene.keys.close();
    await found;
    await scene.find(UNKNOWN);
    await scene.clock.advance(HOUR_MS);
    expect([scene.fetchedAtMs, scene.clock.pending, scene.faults]).toEqual([[0], 0, []]);
  });
});
