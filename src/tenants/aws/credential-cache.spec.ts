import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Failure } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import { TimeUp } from '../../resilience/time/call-limits.js';
import { CredentialCache } from './credential-cache.js';
import type { FetchedKeys } from './credentials.js';

const HOUR_MS = 3_600_000;
const UNAVAILABLE = new Failure('credentials-unavailable');
const SILENT = new Failure('credentials-unavailable', { cause: new TimeUp() });
const DENIED = new Failure('tenant-credentials', { retry: 'never' });
const THROTTLED = new Failure('throttled');

/** A source that gives keys numbered by the try, or fails as it is told, and ends when it is told. */
class Source {
  tries = 0;
  failure: Error | undefined;
  lifeMs = HOUR_MS;
  /** Keys by name, in place of numbered ones. */
  name: string | undefined;
  private gate: Promise<void> = Promise.resolve();

  constructor(private readonly clock: FakeClock) {}

  readonly fetch = async (): Promise<FetchedKeys> => {
    this.tries += 1;
    const accessKeyId = this.name ?? `key ${this.tries}`;
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    return { keys: { accessKeyId, secretAccessKey: 'secret' }, validUntilMs: this.clock.monotonicMs() + this.lifeMs };
  };

  /** Keeps every try waiting until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.gate = promise.then(() => undefined);
    return () => resolve(undefined);
  }
}

let clock: FakeClock;
let source: Source;
let outcomes: (FailureCode | 'ok')[];
let cache: CredentialCache;

beforeEach(() => {
  clock = new FakeClock();
  source = new Source(clock);
  outcomes = [];
  cache = new CredentialCache(clock, source.fetch, {
    random: () => 0.5,
    onTried: (failure) => outcomes.push(failure?.code ?? 'ok'),
  });
});

/** The access key that a call would now be signed with, or the code of what it would be refused with. */
async function told(): Promise<string> {
  return cache.get().then(
    ({ accessKeyId }) => accessKeyId,
    (thrown: unknown) => (thrown instanceof Failure ? thrown.code : String(thrown)),
  );
}

const many = (count: number): Promise<string[]> => Promise.all(Array.from({ length: count }, told));

describe('The credential cache', () => {
  it('fetches keys on first use, once for all concurrent callers', async () => {
    const release = source.hold();
    const asked = many(100);
    release();
    expect([new Set(await asked), source.tries]).toEqual([new Set(['key 1']), 1]);
  });

  it('serves cached keys without calling the source', async () => {
    await told();
    expect([await many(100), source.tries]).toEqual([Array(100).fill('key 1'), 1]);
  });

  it('does not fetch again before the keys expire', async () => {
    source.lifeMs = Number.POSITIVE_INFINITY;
    await told();
    await clock.advance(1_000 * HOUR_MS);
    expect([await told(), source.tries]).toEqual(['key 1', 1]);
  });

  it('rejects keys that have expired on arrival', async () => {
    source.lifeMs = 0;
    expect(await told()).toBe('credentials-unavailable');
  });

  it('keeps the object identity of equal keys, so that clients are reused', async () => {
    source.name = 'constant';
    const first = await cache.get();
    await clock.advance(HOUR_MS);
    expect(await cache.get()).toBe(first);
    expect(source.tries).toBe(2);
  });
});

describe('The refresh of cached keys', () => {
  it.each([
    [0, 0.5],
    [0.999, 0.6],
  ])('are fetched on use from half of the life on, a little later by chance (%d)', async (random, share) => {
    cache = new CredentialCache(clock, source.fetch, { random: () => random });
    await told();
    await clock.advance(share * HOUR_MS - 1_000);
    await told();
    expect(source.tries).toBe(1);
    await clock.advance(1_000);
    await told();
    expect(source.tries).toBe(2);
  });

  it('runs in the background while callers get the current keys at once', async () => {
    await told();
    await clock.advance(0.7 * HOUR_MS);
    const release = source.hold();
    expect(await many(100)).toEqual(Array(100).fill('key 1'));
    release();
    await setImmediate();
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('does not run for an idle tenant: no call and no timer', async () => {
    await told();
    await clock.advance(10 * HOUR_MS);
    expect([source.tries, clock.pending]).toEqual([1, 0]);
  });
});

describe('A failing credential source', () => {
  it('is called at most once per second while the cached keys are served until they expire', async () => {
    await told();
    await clock.advance(HOUR_MS - 200_000);
    source.failure = UNAVAILABLE;
    for (let tick = 0; tick < 1_999; tick += 1) {
      expect(await told()).toBe('key 1');
      await clock.advance(100);
    }
    expect(source.tries).toBeLessThanOrEqual(1 + 200);
    expect(source.tries).toBeGreaterThanOrEqual(150);
  });

  it('is reported without a wait and without further calls once the keys have expired', async () => {
    await told();
    source.failure = UNAVAILABLE;
    await clock.advance(HOUR_MS);
    expect(await many(100)).toEqual(Array(100).fill('credentials-unavailable'));
    expect(await many(100)).toEqual(Array(100).fill('credentials-unavailable'));
    expect([source.tries, clock.pending]).toEqual([2, 0]);
  });

  it('is called again after a second, and serves the caller when it has recovered', async () => {
    source.failure = UNAVAILABLE;
    await told();
    source.failure = undefined;
    await clock.advance(999);
    expect(await told()).toBe('credentials-unavailable');
    await clock.advance(1);
    expect(await told()).toBe('key 2');
  });

  it('that timed out is called in the background: no caller waits for it again', async () => {
    source.failure = SILENT;
    await told();
    await clock.advance(1_000);
    const release = source.hold();
    expect(await many(10)).toEqual(Array(10).fill('credentials-unavailable'));
    expect(source.tries).toBe(2);
    source.failure = undefined;
    release();
    await setImmediate();
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('that throws an unexpected error is reported as internal', async () => {
    source.failure = new TypeError('bug');
    expect(await told()).toBe('internal');
  });

  it('never causes a retry in the call pipeline', async () => {
    source.failure = new Failure('tenant-credentials');
    const refusal: unknown = await cache.get().catch((thrown: unknown) => thrown);
    expect((refusal as Failure).retry).toBe('never');
  });
});

describe('A refusal of credentials', () => {
  it('is cached for 60 s', async () => {
    source.failure = DENIED;
    await many(10);
    await clock.advance(59_999);
    expect([await told(), source.tries]).toEqual(['tenant-credentials', 1]);
    source.failure = undefined;
    await clock.advance(1);
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('is cached while valid keys stay in use', async () => {
    await told();
    await clock.advance(0.6 * HOUR_MS);
    source.failure = DENIED;
    for (let second = 0; second < 120; second += 1) {
      expect(await told()).toBe('key 1');
      await clock.advance(1_000);
    }
    expect(source.tries).toBe(1 + 2);
  });

  it('as tenant-misconfigured is cached without end and drops valid keys', async () => {
    await told();
    await clock.advance(0.6 * HOUR_MS);
    source.failure = new Failure('tenant-misconfigured');
    await told();
    await setImmediate();
    source.failure = undefined;
    await clock.advance(100 * HOUR_MS);
    expect([await told(), source.tries]).toEqual(['tenant-misconfigured', 2]);
  });
});

describe('A throttled credential source', () => {
  it('keeps callers waiting and is called again after one to two seconds', async () => {
    source.failure = THROTTLED;
    const asked = many(10);
    await setImmediate();
    await clock.advance(1_499);
    expect(source.tries).toBe(1);
    source.failure = undefined;
    await clock.advance(1);
    expect([await asked, source.tries]).toEqual([Array(10).fill('key 2'), 2]);
  });

  it('that stays throttled for 30 s is reported as credentials-unavailable', async () => {
    source.failure = THROTTLED;
    const asked = told();
    await setImmediate();
    await clock.advance(31_500);
    expect(await asked).toBe('credentials-unavailable');
    expect([source.tries, clock.pending]).toEqual([21, 0]);
  });

  it('is not retried at once while the keys are valid', async () => {
    await told();
    await clock.advance(0.6 * HOUR_MS);
    source.failure = THROTTLED;
    expect(await told()).toBe('key 1');
    await setImmediate();
    expect(clock.pending).toBe(0);
  });
});

describe('Keys that AWS rejected', () => {
  it('are replaced once for all calls signed with them', async () => {
    const refused = await cache.get();
    for (let call = 0; call < 100; call += 1) cache.renew(refused);
    expect(new Set(await many(100))).toEqual(new Set(['key 2']));
    for (let call = 0; call < 100; call += 1) cache.renew(refused);
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('are replaced at most every 5 s, so that a source of bad keys is not called for every call', async () => {
    cache.renew(await cache.get());
    cache.renew(await cache.get());
    await clock.advance(4_999);
    cache.renew(await cache.get());
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
    await clock.advance(1);
    cache.renew(await cache.get());
    expect(await told()).toBe('key 3');
  });

  it('are not served again if the source fails', async () => {
    cache.renew(await cache.get());
    source.failure = UNAVAILABLE;
    expect(await told()).toBe('credentials-unavailable');
    expect(cache.ready()).toBeUndefined();
  });
});

describe('Each fetch of credentials', () => {
  it('is reported once, with its result', async () => {
    await many(10);
    await clock.advance(HOUR_MS);
    source.failure = DENIED;
    await many(10);
    expect(outcomes).toEqual(['ok', 'tenant-credentials']);
  });
});
