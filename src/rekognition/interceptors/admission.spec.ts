import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import type { Tenant } from '../../config/tenant.js';
import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { ListFaces } from '../../faces/faces.operations.js';
import { Metrics } from '../../observability/metrics.js';
import { Deadline, DeadlinePassed, pause } from '../../resilience/time/call-limits.js';
import { TurnAfterDeadline } from '../../resilience/rate/fair-rate-limiter.js';
import { AccountQuotas } from '../../tenants/aws/account-quotas.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { AssociateFaces, DisassociateFaces } from '../../users/users.operations.js';
import { Call } from '../call.js';
import { AdmitInterceptor } from './admit.interceptor.js';
import type { OperationDefinition } from '../operation.js';
import { LaneInterceptor, UserLanes } from '../batching/user-lanes.js';

const OPERATIONS = [DisassociateFaces, AssociateFaces, ListFaces] as unknown as readonly OperationDefinition[];
const USUAL_MS = 30;

/**
 * How long after a fault has ended the service is normal again: by then the calls that came during it have reached
 * their deadlines, the longest of which is 30 s away.
 */
const NORMAL_AFTER_MS = 30_000;
/** How long after a fault has ended every refused caller who comes back as told has been served: refusals name five minutes at most. */
const ALL_SERVED_AFTER_MS = 300_000 + NORMAL_AFTER_MS;

interface Ask {
  readonly tenant: Tenant;
  readonly operation: number;
  readonly user: number;
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
}

interface Outcome {
  readonly code: string;
  readonly atMs: number;
  readonly retryAfterMs: number;
}

function tenantOf(id: string, awsAccount: string, weight = 1): Tenant {
  return { id, awsAccount, weight, region: 'eu-central-1' } as Tenant;
}

const NOISY = [1, 2, 3].map((weight) => tenantOf(`noisy ${String(weight)}`, '111122223333', weight));
const QUIET = tenantOf('quiet', '444455556666');

/** Admission, lanes and turns as they are in the pipeline, before an upstream that takes its time or throttles. */
class Service {
  readonly clock = new FakeClock(0);
  readonly quotas = new AccountQuotas(this.clock, { byAccount: new Map(), others: 'aws' });
  readonly metrics = new Metrics();
  /** What the upstream does to the calls of an account. */
  readonly upstream = new Map<string, { takesMs?: number; throttles?: boolean }>();
  private readonly lanes = new UserLanes(this.clock, new Set());
  private readonly admit = new AdmitInterceptor(this.quotas, this.lanes, this.metrics);
  private readonly lane = new LaneInterceptor(this.lanes);

  async call({ tenant, operation, user, waitSeconds, signal = NEVER }: Ask): Promise<Outcome> {
    const input = { CollectionId: 'staff', UserId: `user ${String(user)}`, FaceIds: ['face'] };
    const deadline = Deadline.after(this.clock, waitSeconds * 1_000);
    const call = new Call(OPERATIONS[operation]!, () => input, { tenant, deadline, signal } as Caller);
    const ended = (failure?: Failure): Outcome => ({
      code: failure?.code ?? 'served',
      atMs: this.clock.monotonicMs(),
      retryAfterMs: failure?.facts.retryAfterMs ?? (failure?.row.retryAfterSeconds ?? 0) * 1_000,
    });
    const attempt = (next: Call): Promise<object> => this.attempt(next);
    return this.admit
      .intercept(call, (next) => this.lane.intercept(next, attempt))
      .then(
        () => ended(),
        (thrown: unknown) => ended(classify(thrown)),
      );
  }

  /** Calls again when the caller is told to, or a second after the call was given up before it was sent. */
  async persist(ask: Ask): Promise<Outcome> {
    for (;;) {
      const outcome = await this.call(ask);
      if (outcome.code === 'served' || outcome.code === 'upstream-timeout') return outcome;
      const backMs = Math.ceil(Math.max(outcome.retryAfterMs, 1) / 1_000) * 1_000;
      await new Promise<void>((resolve) => void this.clock.schedule(backMs, resolve));
    }
  }

  /** Lets time pass, once all who called wait for it. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(0);
    await this.clock.advance(ms);
  }

  async waiting(): Promise<number> {
    const text = await this.metrics.registry.getSingleMetricAsString('facade_calls_waiting');
    return Number(/^facade_calls_waiting (\d+)$/m.exec(text)?.[1]);
  }

  private async attempt(call: Call): Promise<object> {
    const { limiter } = this.quotas.of(call.caller.tenant, call.operation.quota);
    const leave = await limiter.take(call.caller.tenant, call.caller).catch((thrown: unknown) => {
      throw thrown instanceof TurnAfterDeadline
        ? new Failure('rate-limited', { retryAfterMs: thrown.retryAfterMs })
        : thrown;
    });
    try {
      call.seal();
      const { takesMs = USUAL_MS, throttles = false } = this.upstream.get(call.caller.tenant.awsAccount) ?? {};
      await pause(this.clock, takesMs, { deadline: call.caller.deadline, signal: NEVER });
      if (!throttles) return {};
      limiter.rate.throttled();
      throw new Failure('throttled');
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('upstream-timeout') : thrown;
    } finally {
      leave();
    }
  }
}

const NEVER = new AbortController().signal;

/** One moment of a hard time: how the upstream is, who calls, and how long it lasts. */
interface Moment {
  readonly takesMs: number;
  readonly throttles: boolean;
  readonly calls: number;
  readonly tenant: number;
  readonly operation: number;
  readonly user: number;
  readonly waitSeconds: number;
  readonly leave: boolean;
  readonly lastsMs: number;
}

const moment: fc.Arbitrary<Moment> = fc.record({
  takesMs: fc.constantFrom(USUAL_MS, 400, 3_600, 60_000),
  throttles: fc.boolean(),
  calls: fc.constantFrom(0, 1, 20, 110),
  tenant: fc.nat({ max: 2 }),
  operation: fc.nat({ max: 2 }),
  user: fc.nat({ max: 2 }),
  waitSeconds: fc.constantFrom(1, 2, 10, 30),
  leave: fc.boolean(),
  lastsMs: fc.constantFrom(10, 400, 3_000, 12_000),
});
const hardTime = fc.array(moment, { minLength: 1, maxLength: 8 });

/** Begins a moment: returns what becomes of those who do not leave, and what makes the others leave. */
function begin(service: Service, { calls, leave, takesMs, throttles, tenant, ...ask }: Moment) {
  service.upstream.set(NOISY[0]!.awsAccount, { takesMs, throttles });
  const leaving = new AbortController();
  const outcomes: ReturnType<Service['persist']>[] = [];
  for (let n = 0; n < calls; n += 1) {
    const asked = { ...ask, tenant: NOISY[tenant]!, user: ask.user + (n % 20) };
    if (leave && n % 2 === 0) void service.call({ ...asked, signal: leaving.signal });
    else outcomes.push(service.persist(asked));
  }
  return { outcomes, end: () => leaving.abort() };
}

/** Lives through a hard time, whose callers come back as told, and returns what becomes of those who do not leave. */
async function endure(service: Service, moments: readonly Moment[]) {
  const outcomes: ReturnType<Service['persist']>[] = [];
  for (const each of moments) {
    const begun = begin(service, each);
    outcomes.push(...begun.outcomes);
    await service.pass(each.lastsMs);
    begun.end();
  }
  service.upstream.clear();
  return outcomes;
}

/** A call of every tenant for every operation and some users. */
function everyCall(waitSeconds: number): Ask[] {
  return NOISY.flatMap((tenant) =>
    OPERATIONS.flatMap((_, operation) => [0, 1].map((user) => ({ tenant, operation, user, waitSeconds }))),
  );
}

describe('after a time of slow answers, throttling, floods and leaving callers', () => {
  it('serves a new caller immediately after 30 s', async () => {
    await fc.assert(
      fc.asyncProperty(hardTime, async (moments) => {
        const service = new Service();
        const { clock } = service;
        // Those who are refused do not come back here, so that only what the fault left behind is seen.
        service.persist = (ask) => service.call(ask);
        const outcomes = await endure(service, moments);
        await service.pass(NORMAL_AFTER_MS);
        expect(await Promise.all(outcomes)).toHaveLength(outcomes.length);
        expect([await service.waiting(), service.quotas.attemptsInFlight, clock.pending]).toEqual([0, 0, 0]);
        for (const ask of everyCall(2)) {
          const answer = service.call(ask);
          await service.pass(2_000);
          expect(await answer).toMatchObject({ code: 'served' });
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('serves all callers that honour Retry-After within five and a half minutes', async () => {
    await fc.assert(
      fc.asyncProperty(hardTime, async (moments) => {
        const service = new Service();
        const outcomes = await endure(service, moments);
        const healedAtMs = service.clock.monotonicMs();
        await service.pass(ALL_SERVED_AFTER_MS);
        expect(service.clock.pending).toBe(0);
        for (const { code, atMs } of await Promise.all(outcomes)) {
          if (atMs > healedAtMs + NORMAL_AFTER_MS) expect(code).toBe('served');
        }
      }),
      { numRuns: 25, seed: 2 },
    );
  });
});

describe("one account's callers", () => {
  it('never affect callers of another account', async () => {
    const quiet = fc.array(
      fc.record({ operation: fc.nat({ max: 2 }), user: fc.nat({ max: 2 }), waitSeconds: fc.constantFrom(1, 10) }),
      { minLength: 8, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(hardTime, quiet, async (moments, asks) => {
        const alone = await besides([], asks, moments);
        expect(await besides(moments, asks, moments)).toEqual(alone);
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  /** What becomes of the quiet account's calls, one at the beginning of each moment. */
  async function besides(noise: readonly Moment[], asks: readonly Omit<Ask, 'tenant'>[], times: readonly Moment[]) {
    const service = new Service();
    const outcomes: Promise<Outcome>[] = [];
    for (const [n, time] of times.entries()) {
      outcomes.push(...[0, 1, 2].map((user) => service.call({ ...asks[n]!, user, tenant: QUIET })));
      const noisy = noise.length > 0 ? begin(service, time) : undefined;
      await service.pass(time.lastsMs);
      noisy?.end();
    }
    await service.pass(NORMAL_AFTER_MS);
    return Promise.all(outcomes);
  }
});
