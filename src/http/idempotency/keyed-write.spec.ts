import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import {
  type Claim,
  type IdempotencyStore,
  MAX_RECORD_BYTES,
  type RecordPlace,
  StoreAway,
} from '../../state/idempotency.store.js';
import { MemoryIdempotencyStore } from '../../state/memory-idempotency.store.js';
import { KeyedWrite } from './keyed-write.js';

const PLACE: RecordPlace = { tenant: 'acme', key: 'key' };
const LEASE_MS = 15_000;
const ANSWER = Buffer.from('answer');
const REFUSED = new Failure('throttled');
const LOST = new Failure('upstream-connection-lost', { effect: 'unknown' });

/** A clock that is advanced manually and whose timers never fire. */
function handClock(): Clock & { pass: (ms: number) => void } {
  let nowMs = 0;
  return {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule: () => () => undefined,
    pass: (ms) => void (nowMs += ms),
  };
}

function setting(): {
  write: (fingerprint?: string) => KeyedWrite;
  pass: (ms: number) => void;
  forget: () => Promise<void>;
} {
  const clock = handClock();
  const store = new MemoryIdempotencyStore(clock);
  return {
    pass: clock.pass,
    forget: () => store.forget(PLACE.tenant),
    write: (fingerprint = 'input') => new KeyedWrite(store, { place: PLACE, fingerprint, leaseMs: LEASE_MS }),
  };
}

/** Begins a write and, unless `sent` is false, marks it as sent. */
async function begun(
  write: KeyedWrite,
  sent: { mayRepeat: boolean } | false = { mayRepeat: true },
): Promise<KeyedWrite> {
  expect(await write.begin()).toBeUndefined();
  if (sent !== false) await write.markSent(sent.mayRepeat);
  return write;
}

describe('KeyedWrite', () => {
  it('that succeeded is found with its answer', async () => {
    const { write } = setting();
    await (await begun(write())).succeed(ANSWER);
    expect(await write().begin()).toMatchObject({ state: 'done', answer: new Uint8Array(ANSWER) });
  });

  it.each<[string, unknown, boolean]>([
    ['was rejected', REFUSED, true],
    ['failed before it was sent', LOST, false],
    ['failed with an unexpected error before it was sent', new Error('bug'), false],
  ])('that %s releases its key, also for other input', async (_name, thrown, sent) => {
    const { write } = setting();
    const first = await begun(write(), sent && { mayRepeat: false });
    expect((await first.fail(thrown)).code).toBe(thrown instanceof Failure ? thrown.code : 'internal');
    expect(await write('other input').begin()).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['whose answer was lost', LOST],
    ['that failed with an unexpected error after it was sent', new Error('bug')],
  ])('%s is run again only if it may be repeated', async (_name, thrown) => {
    for (const mayRepeat of [true, false]) {
      const { write } = setting();
      await (await begun(write(), { mayRepeat })).fail(thrown);
      const second = write();
      const found = await second.begin();
      expect([found?.state, second.isRepeat]).toEqual(mayRepeat ? [undefined, true] : ['unknown', false]);
    }
  });

  it('that runs again and is rejected reports an unknown effect, and does not release the key', async () => {
    const { write } = setting();
    await (await begun(write())).fail(LOST);
    const second = await begun(write());
    expect(await second.fail(REFUSED)).toMatchObject({ code: 'throttled', effect: 'unknown', retryable: true });
    expect(await write('other input').begin()).toMatchObject({ state: 'unknown' });
  });

  it('whose lease ended before it was sent may not be sent', async () => {
    const { write, pass } = setting();
    const first = await begun(write(), false);
    pass(LEASE_MS);
    await expect(first.markSent(true)).rejects.toMatchObject({ code: 'idempotency-unavailable' });
    expect(await write('other input').begin()).toBeUndefined();
  });

  it('whose record was removed with its tenant may not be sent, and leaves the key to later requests', async () => {
    const { write, forget } = setting();
    const [waiting, running] = [await begun(write(), false), write()];
    await forget();
    await expect(waiting.markSent(true)).rejects.toMatchObject({ code: 'idempotency-unavailable', effect: 'none' });
    await begun(running);
    await forget();
    const later = await begun(write());
    await running.succeed(Buffer.from('of the former tenant'));
    await running.fail(LOST);
    await later.succeed(ANSWER);
    expect(await write().begin()).toMatchObject({ state: 'done', answer: new Uint8Array(ANSWER) });
  });

  it('whose answer is too large to store stays recorded as sent', async () => {
    for (const mayRepeat of [true, false]) {
      const { write } = setting();
      await (await begun(write(), { mayRepeat })).succeed(Buffer.alloc(MAX_RECORD_BYTES));
      expect((await write().begin())?.state).toBe(mayRepeat ? undefined : 'unknown');
    }
  });

  it('keeps its result if the store is unavailable at its end', async () => {
    const away = (): Promise<never> => Promise.reject(new StoreAway());
    const store: IdempotencyStore = {
      reserve: () => Promise.resolve('fresh'),
      markSent: () => Promise.resolve(true),
      complete: away,
      release: away,
      forget: away,
    };
    const write = (): KeyedWrite => new KeyedWrite(store, { place: PLACE, fingerprint: 'input', leaseMs: LEASE_MS });
    await expect((await begun(write())).succeed(ANSWER)).resolves.toBeUndefined();
    expect(await (await begun(write())).fail(REFUSED)).toBe(REFUSED);
  });

  it('that fails while the store still marks it as sent does not release its key', async () => {
    const clock = handClock();
    const memory = new MemoryIdempotencyStore(clock);
    const answered = Promise.withResolvers<undefined>();
    const late: IdempotencyStore = {
      reserve: (place, claim) => memory.reserve(place, claim),
      markSent: async (place, owner, mayRepeat) => {
        const isOurs = await memory.markSent(place, owner, mayRepeat);
        await answered.promise;
        return isOurs;
      },
      complete: (place, owner, answer) => memory.complete(place, owner, answer),
      release: (place, owner, effect) => memory.release(place, owner, effect),
      forget: (tenant) => memory.forget(tenant),
    };
    const write = new KeyedWrite(late, { place: PLACE, fingerprint: 'input', leaseMs: LEASE_MS });
    await write.begin();
    const marked = write.markSent(false);
    await write.fail(LOST);
    answered.resolve(undefined);
    await marked;
    const other = new KeyedWrite(memory, { place: PLACE, fingerprint: 'input', leaseMs: LEASE_MS });
    expect(await other.begin()).toMatchObject({ state: 'unknown' });
  });

  it('neither begins nor sends if the store is unavailable', async () => {
    const away = (): Promise<never> => Promise.reject(new StoreAway());
    const reserved: IdempotencyStore['reserve'] = () => Promise.resolve('fresh');
    for (const reserve of [away, reserved]) {
      const store: IdempotencyStore = { reserve, markSent: away, complete: away, release: away, forget: away };
      const write = new KeyedWrite(store, { place: PLACE, fingerprint: 'input', leaseMs: LEASE_MS });
      await expect(write.begin().then(() => write.markSent(true))).rejects.toThrow(StoreAway);
    }
  });
});

/** Yields to the scheduler before and after each change of a store. */
class SlowStore implements IdempotencyStore {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly scheduler: fc.Scheduler,
  ) {}

  reserve(place: RecordPlace, claim: Claim) {
    return this.slowly(() => this.store.reserve(place, claim));
  }

  markSent(place: RecordPlace, owner: string, mayRepeat: boolean) {
    return this.slowly(() => this.store.markSent(place, owner, mayRepeat));
  }

  complete(place: RecordPlace, owner: string, answer: Uint8Array) {
    return this.slowly(() => this.store.complete(place, owner, answer));
  }

  release(place: RecordPlace, owner: string, effect: 'none' | 'unknown') {
    return this.slowly(() => this.store.release(place, owner, effect));
  }

  forget(tenant: string) {
    return this.slowly(() => this.store.forget(tenant));
  }

  private async slowly<T>(change: () => Promise<T>): Promise<T> {
    await this.scheduler.schedule(Promise.resolve());
    const result = await change();
    await this.scheduler.schedule(Promise.resolve());
    return result;
  }
}

/** How a request ends if the key is free for it. */
type Fate = 'answered' | 'lost before' | 'lost after' | 'refused' | 'dies reserved' | 'dies sent' | 'dies answered';

interface Course {
  readonly fate: Fate;
  readonly fingerprint: string;
}

/** Runs requests with one key against a simulated upstream and counts its effects. */
class Stage {
  effects = 0;
  runs = 0;
  mostRunning = 0;
  private running = 0;
  private readonly clock = handClock();
  private readonly store: IdempotencyStore;

  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly mayRepeat: boolean,
  ) {
    this.store = new SlowStore(new MemoryIdempotencyStore(this.clock), scheduler);
  }

  async waitFor(ms: number): Promise<void> {
    await this.scheduler.schedule(Promise.resolve());
    this.clock.pass(ms);
  }

  /** @returns the answer, or the reason why there is none. */
  async ask({ fate, fingerprint }: Course): Promise<string> {
    const write = new KeyedWrite(this.store, { place: PLACE, fingerprint, leaseMs: LEASE_MS });
    const found = await write.begin();
    if (found?.fingerprint !== undefined && found.fingerprint !== fingerprint) return 'reused';
    if (found !== undefined) return found.state === 'done' ? Buffer.from(found.answer).toString() : found.state;
    if (fate === 'dies reserved') return fate;
    try {
      await write.markSent(this.mayRepeat);
      const answer = await this.upstream(fate);
      if (fate !== 'dies answered') await write.succeed(Buffer.from(answer));
      return answer;
    } catch (thrown) {
      return fate === 'dies sent' ? fate : (await write.fail(thrown)).code;
    }
  }

  private async upstream(fate: Fate): Promise<string> {
    this.runs += 1;
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    return this.work(fate).finally(() => (this.running -= 1));
  }

  private async work(fate: Fate): Promise<string> {
    await this.scheduler.schedule(Promise.resolve());
    if (fate === 'refused') throw REFUSED;
    if (fate === 'lost before') throw LOST;
    this.effects += 1;
    await this.scheduler.schedule(Promise.resolve());
    if (fate === 'lost after' || fate === 'dies sent') throw LOST;
    return `answer to ${String(this.effects)}`;
  }
}

const fates: Fate[] = [
  ...Array.from({ length: 6 }, () => 'answered' as const),
  'lost before',
  'lost after',
  'refused',
  'dies reserved',
  'dies sent',
  'dies answered',
];
const coursesOf = (...among: Fate[]) =>
  fc.array(
    fc.record({ fate: fc.constantFrom(...among), fingerprint: fc.constantFrom('input', 'input', 'input', 'other') }),
    { minLength: 2, maxLength: 8 },
  );
const waits = fc.array(fc.constantFrom(1_000, LEASE_MS, 4 * LEASE_MS), { maxLength: 4 });

describe('requests with one key, in any order, at any pace, and with crashes at any point', () => {
  async function play(stage: Stage, scheduler: fc.Scheduler, asked: Course[], waited: number[]): Promise<string[]> {
    const answers = asked.map((course) => scheduler.schedule(Promise.resolve()).then(() => stage.ask(course)));
    for (const ms of waited) void stage.waitFor(ms);
    await scheduler.waitIdle();
    return Promise.all(answers);
  }

  it('never have two effects or two answers if the write may not be repeated', async () => {
    const seen = { effects: 0, replays: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), coursesOf(...fates), waits, async (scheduler, asked, waited) => {
        const stage = new Stage(scheduler, false);
        const answers = (await play(stage, scheduler, asked, waited)).filter((told) => told.startsWith('answer'));
        expect([stage.effects, new Set(answers).size].every((count) => count <= 1)).toBe(true);
        seen.effects += stage.effects;
        seen.replays += Math.max(0, answers.length - 1);
      }),
      { numRuns: 1_500, seed: 6 },
    );
    expect(seen.effects).toBeGreaterThan(500);
    expect(seen.replays).toBeGreaterThan(40);
  });

  it('have one effect if the write may be repeated and no outcome is unknown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), coursesOf('answered', 'refused'), async (scheduler, asked) => {
        const stage = new Stage(scheduler, true);
        const answers = await play(stage, scheduler, asked, []);
        const answered = answers.filter((answer) => answer.startsWith('answer'));
        expect([stage.effects, new Set(answered).size]).toEqual(answered.length > 0 ? [1, 1] : [0, 0]);
      }),
      { numRuns: 500, seed: 6 },
    );
  });

  it('never run concurrently as long as no lease ends', async () => {
    const seen = { runs: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), coursesOf(...fates), async (scheduler, asked) => {
        const stage = new Stage(scheduler, true);
        await play(stage, scheduler, asked, []);
        expect(stage.mostRunning).toBeLessThanOrEqual(1);
        seen.runs += stage.runs;
      }),
      { numRuns: 500, seed: 6 },
    );
    expect(seen.runs).toBeGreaterThan(300);
  });

  it('hold no key for longer than a lease', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), coursesOf(...fates), async (scheduler, mayRepeat, asked) => {
        const stage = new Stage(scheduler, mayRepeat);
        await play(stage, scheduler, asked, []);
        void stage.waitFor(LEASE_MS);
        await scheduler.waitIdle();
        const [answer] = await play(stage, scheduler, [{ fate: 'answered', fingerprint: 'input' }], []);
        expect(answer).not.toBe('running');
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});
