import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Failure } from '../../failures/failure.js';
import type { FailureCode } from '../../failures/failures.table.js';
import { TimeUp } from '../../resilience/time/time-limit.js';
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

describe('keys', () => {
  it('are fetched when they are first asked for, once for all who ask meanwhile', async () => {
    const release = source.hold();
    const asked = many(100);
    release();
    expect([new Set(await asked), source.tries]).toEqual([new Set(['key 1']), 1]);
  });

  it('are served from then on without asking', async () => {
    await told();
    expect([await many(100), source.tries]).toEqual([Array(100).fill('key 1'), 1]);
  });

  it('are not asked for again as long as they do not expire', async () => {
    source.lifeMs = Number.POSITIVE_INFINITY;
    await told();
    await clock.advance(1_000 * HOUR_MS);
    expect([await told(), source.tries]).toEqual(['key 1', 1]);
  });

  it('that are over when they come are none', async () => {
    source.lifeMs = 0;
    expect(await told()).toBe('credentials-unavailable');
  });

  it('that have come again are the same object, so that clients are kept', async () => {
    source.name = 'constant';
    const first = await cache.get();
    await clock.advance(HOUR_MS);
    expect(await cache.get()).toBe(first);
    expect(source.tries).toBe(2);
  });
});

describe('new keys', () => {
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

  it('are fetched in the background: whoever asks is served the present ones at once', async () => {
    await told();
    await clock.advance(0.7 * HOUR_MS);
    const release = source.hold();
    expect(await many(100)).toEqual(Array(100).fill('key 1'));
    release();
    await setImmediate();
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('are not fetched for nobody: an idle tenant costs no call and no timer', async () => {
    await told();
    await clock.advance(10 * HOUR_MS);
    expect([source.tries, clock.pending]).toEqual([1, 0]);
  });
});

describe('a source that fails', () => {
  it('is tried once a second at most while keys are good, and all are served until the last moment', async () => {
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

  it('is told as such when the last keys are over, without a wait and without asking for each', async () => {
    await told();
    source.failure = UNAVAILABLE;
    await clock.advance(HOUR_MS);
    expect(await many(100)).toEqual(Array(100).fill('credentials-unavailable'));
    expect(await many(100)).toEqual(Array(100).fill('credentials-unavailable'));
    expect([source.tries, clock.pending]).toEqual([2, 0]);
  });

  it('is asked again after a second, and serves the one who asks when it is well', async () => {
    source.failure = UNAVAILABLE;
    await told();
    source.failure = undefined;
    await clock.advance(999);
    expect(await told()).toBe('credentials-unavailable');
    await clock.advance(1);
    expect(await told()).toBe('key 2');
  });

  it('that did not answer at all is tried in the background: nobody waits for it a second time', async () => {
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

  it('by a bug is not taken for anything else', async () => {
    source.failure = new TypeError('bug');
    expect(await told()).toBe('internal');
  });

  it('never leads to a repeat inside the call pipeline', async () => {
    source.failure = new Failure('tenant-credentials');
    const refusal: unknown = await cache.get().catch((thrown: unknown) => thrown);
    expect((refusal as Failure).retry).toBe('never');
  });
});

describe('a refusal', () => {
  it('is remembered for 60 s', async () => {
    source.failure = DENIED;
    await many(10);
    await clock.advance(59_999);
    expect([await told(), source.tries]).toEqual(['tenant-credentials', 1]);
    source.failure = undefined;
    await clock.advance(1);
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('leaves good keys in use, and is remembered all the same', async () => {
    await told();
    await clock.advance(0.6 * HOUR_MS);
    source.failure = DENIED;
    for (let second = 0; second < 120; second += 1) {
      expect(await told()).toBe('key 1');
      await clock.advance(1_000);
    }
    expect(source.tries).toBe(1 + 2);
  });

  it('for good is remembered for good, and takes the keys that were good', async () => {
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

describe('a throttle', () => {
  it('keeps those who wait waiting, and is tried again after one to two seconds', async () => {
    source.failure = THROTTLED;
    const asked = many(10);
    await setImmediate();
    await clock.advance(1_499);
    expect(source.tries).toBe(1);
    source.failure = undefined;
    await clock.advance(1);
    expect([await asked, source.tries]).toEqual([Array(10).fill('key 2'), 2]);
  });

  it('that does not end within 30 s is told as credentials that cannot be had', async () => {
    source.failure = THROTTLED;
    const asked = told();
    await setImmediate();
    await clock.advance(31_500);
    expect(await asked).toBe('credentials-unavailable');
    expect([source.tries, clock.pending]).toEqual([21, 0]);
  });

  it('needs no haste while keys are good', async () => {
    await told();
    await clock.advance(0.6 * HOUR_MS);
    source.failure = THROTTLED;
    expect(await told()).toBe('key 1');
    await setImmediate();
    expect(clock.pending).toBe(0);
  });
});

describe('keys that AWS no longer takes', () => {
  it('are replaced once for all calls that were signed with them', async () => {
    const refused = await cache.get();
    for (let call = 0; call < 100; call += 1) cache.renew(refused);
    expect(new Set(await many(100))).toEqual(new Set(['key 2']));
    for (let call = 0; call < 100; call += 1) cache.renew(refused);
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
  });

  it('are replaced every 5 s at most, so that a source of bad keys is not asked with every call', async () => {
    cache.renew(await cache.get());
    cache.renew(await cache.get());
    await clock.advance(4_999);
    cache.renew(await cache.get());
    expect([await told(), source.tries]).toEqual(['key 2', 2]);
    await clock.advance(1);
    cache.renew(await cache.get());
    expect(await told()).toBe('key 3');
  });

  it('are not served again when no others come', async () => {
    cache.renew(await cache.get());
    source.failure = UNAVAILABLE;
    expect(await told()).toBe('credentials-unavailable');
    expect(cache.ready()).toBeUndefined();
  });
});

describe('every try', () => {
  it('is told once, with what became of it', async () => {
    await many(10);
    await clock.advance(HOUR_MS);
    source.failure = DENIED;
    await many(10);
    expect(outcomes).toEqual(['ok', 'tenant-credentials']);
  });
});
