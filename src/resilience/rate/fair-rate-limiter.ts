import type { Clock } from '../time/clock.js';
import { FairQueue } from './fair-queue.js';
import type { FleetTurns } from './fleet-turns.js';
import { HungFlows } from './starts.js';
import { type CallLimits, type Deadline, DeadlinePassed, whenLimitReached } from '../time/call-limits.js';
import { type Rate, TokenBucket } from './rate.js';
import type { Bulkhead, Leave } from '../bounds/bulkhead.js';

/** The next free turn is after the caller's deadline. */
export class TurnAfterDeadline extends Error {
  override readonly name = 'TurnAfterDeadline';

  constructor(readonly retryAfterMs: number) {
    super();
  }
}

/** Whose requests share a queue: a tenant. */
export interface Flow {
  readonly id: string;
  readonly weight: number;
}

interface Waiter {
  readonly flow: Flow;
  readonly limits: CallLimits;
  readonly resolve: (leave: Leave) => void;
  readonly reject: (reason: Error) => void;
}

/** Longest `Retry-After`; the load cannot be predicted beyond it. */
const MAX_RETRY_AFTER_MS = 300_000;
/**
 * The part of the remaining time that a request may spend behind others. Under sustained load the queue grows as long as
 * deadlines allow; without this reserve every turn would come too late to be used.
 */
const WAITING_SHARE = 0.85;
/** Checking every waiter is expensive, so the interval bounds how often it happens. */
const CHECK_EVERY_MS = 100;

/** What a quota shares with other replicas. */
export interface LimiterFleet {
  /** Number of replicas: each uses its part of the rate while turns are not shared. */
  readonly replicas: () => number;
  readonly turns?: FleetTurns;
}

const ALONE: LimiterFleet = { replicas: () => 1 };

/**
 * Weighted fair queueing over a token bucket: grants the turns of one quota at its rate, shared between flows by weight,
 * and only to flows that have a free slot and do not hang. With FleetTurns, turns come from all replicas' common quota
 * instead of the bucket; each goes to the flow that it was granted for, or to the next if that one has left.
 */
export class FairRateLimiter {
  /** To be told whether each attempt was answered. */
  readonly hung: HungFlows;
  private readonly bucket: TokenBucket;
  private readonly queue = new FairQueue<Waiter>();
  /** By flow, the latest turn that was suggested to a rejected caller, on the monotonic clock. */
  private readonly suggested = new Map<string, number>();
  private checkedAtMs = Number.NEGATIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    readonly rate: Rate,
    private readonly slots: Bulkhead,
    private readonly fleet: LimiterFleet = ALONE,
  ) {
    this.bucket = new TokenBucket(clock, {
      get perSecond() {
        return rate.perSecond / fleet.replicas();
      },
    });
    if (fleet.turns !== undefined) fleet.turns.onTurn = this.pump;
    this.hung = new HungFlows(clock);
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Whole turns available now. */
  get available(): number {
    return Math.max(0, (this.turns?.available ?? Math.floor(this.bucket.available)) - this.queue.size);
  }

  /**
   * Waits for a turn and a slot, and returns the function that frees the slot.
   *
   * @param again for a retry, which goes before the other requests of its flow.
   * @throws DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached first; TurnAfterDeadline when that is certain.
   */
  take(flow: Flow, limits: CallLimits, again = false): Promise<Leave> {
    const leave = this.takeNow(flow);
    return leave === undefined ? this.wait(flow, limits, again) : Promise.resolve(leave);
  }

  /** Like `take` if nothing has to be waited for; otherwise undefined. */
  takeNow(flow: Flow): Leave | undefined {
    if (this.turns !== undefined || this.queue.size > 0) return undefined;
    return this.mayGo(flow.id) && this.bucket.take() ? this.start(flow) : undefined;
  }

  /** Expected wait of a new request, from the rate and the queue. Waiting for a slot is not included. */
  expectedWaitMs(flow: Flow): number {
    return this.waitMs(flow, this.ahead(flow) + 1);
  }

  /**
   * Whether the next free turn is too late for a new request, by the rate and the queue alone. Never true without a limit,
   * nor for a request that would be first and whose turn is before its deadline.
   */
  isTooFar(flow: Flow, { remainingMs }: Deadline): boolean {
    const ahead = this.ahead(flow);
    const waitMs = this.waitMs(flow, ahead + 1);
    return waitMs > 0 && waitMs >= remainingMs * (ahead > 0 ? WAITING_SHARE : 1);
  }

  /**
   * When a rejected caller should retry: the flow's next turn that was not suggested to another rejected caller. It is not
   * a reservation; it only spaces the suggestions.
   */
  promiseMs(flow: Flow): number {
    const nowMs = this.clock.monotonicMs();
    const parts = this.turns === undefined ? this.fleet.replicas() : 1;
    const intervalMs = (1_000 * parts) / (this.rate.perSecond * this.shareOf(flow));
    const nextMs = (this.suggested.get(flow.id) ?? 0) + intervalMs;
    const turnMs = Math.max(nextMs, nowMs + this.expectedWaitMs(flow));
    const suggestedMs = Math.min(turnMs, nowMs + MAX_RETRY_AFTER_MS);
    for (const [other, atMs] of this.suggested) if (atMs <= nowMs) this.suggested.delete(other);
    this.suggested.set(flow.id, suggestedMs);
    return suggestedMs - nowMs;
  }

  /** The flow's part of the quota, given the flows that wait now. */
  shareOf({ id, weight }: Flow): number {
    return this.turns?.shareOf(weight) ?? weight / (this.queue.weightOfOthers(id) + weight);
  }

  /** Changes the rate, also for waiting requests. Earlier retry suggestions are discarded. */
  configure(perSecond: number): void {
    this.bucket.fill();
    this.rate.configure(perSecond);
    this.suggested.clear();
    this.checkedAtMs = Number.NEGATIVE_INFINITY;
    if (this.queue.size > 0) this.pump();
  }

  /** Reports a throttle of the upstream. */
  throttled(): void {
    const { perSecond } = this.rate;
    this.rate.throttled();
    this.fleet.turns?.throttled(perSecond);
  }

  /** Turns are shared from now on, or not any more: the bucket, unused until now, must not add to what was used. */
  sharingChanged(): void {
    this.bucket.empty();
    this.fleet.turns?.reset();
    if (this.queue.size > 0) this.pump();
  }

  /** Undefined while the bucket is used. */
  private get turns(): FleetTurns | undefined {
    const { turns } = this.fleet;
    return turns?.isUp === true ? turns : undefined;
  }

  /** @param nth with shared turns, of the flow's requests; otherwise of all. */
  private waitMs({ id, weight }: Flow, nth: number): number {
    return this.turns?.waitMs(id, weight, nth) ?? this.bucket.waitMs(nth);
  }

  private ahead({ id, weight }: Flow): number {
    if (this.turns !== undefined) return this.queue.waitingOf(id);
    return this.queue.ahead(id, weight, this.mayGo);
  }

  private readonly mayGo = (flow: string): boolean => this.slots.hasRoom([flow]) && this.hung.mayStart(flow);

  private start({ id }: Flow): Leave {
    this.hung.started(id);
    return this.slots.enter([id]);
  }

  private wait(flow: Flow, limits: CallLimits, again: boolean): Promise<Leave> {
    const { promise, resolve, reject } = Promise.withResolvers<Leave>();
    const place = this.queue.push(flow.id, flow.weight, { flow, limits, resolve, reject }, again);
    const release = whenLimitReached(this.clock, limits, (reason) => {
      this.queue.remove(place);
      this.pump();
      reject(reason);
    });
    this.pump();
    return promise.finally(release);
  }

  /** Grants all turns that are possible now, and schedules itself for the next. */
  private readonly pump = (): void => {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const { turns } = this;
    const tokenMs = turns === undefined ? this.pumpBucket() : this.pumpTurns(turns);
    const checkMs = this.rejectLate();
    if (turns !== undefined) this.wantTurns(turns);
    // Redis tells at any time that turns have moved; those of the bucket move only when calls arrive.
    if (this.queue.size > 0) this.awaitNext(turns === undefined ? tokenMs : checkMs);
    else this.slots.forget(this.pump);
  };

  /** @returns the time until the next token, if a request waits for it. */
  private pumpBucket(): number {
    while (this.queue.size > 0) {
      const tokenMs = this.bucket.waitMs(1);
      if (tokenMs > 0) return tokenMs;
      if (!this.grant()) break;
      this.bucket.take();
    }
    return 0;
  }

  private pumpTurns(turns: FleetTurns): number {
    for (let flow = turns.nextDue(); flow !== undefined; flow = turns.nextDue()) if (!this.grant(flow)) this.grant();
    return 0;
  }

  private wantTurns(turns: FleetTurns): void {
    for (const { flow, weight, waiting } of this.queue.flowsWaiting())
      if (this.mayGo(flow)) turns.want(flow, weight, waiting);
  }

  /** @returns false if no request, or none of the given flow, may go. */
  private grant(flow?: string): boolean {
    const mayGo = flow === undefined ? this.mayGo : (id: string) => id === flow && this.mayGo(id);
    for (let next = this.queue.shift(mayGo); next !== undefined; next = this.queue.shift(mayGo)) {
      if (next.limits.deadline.remainingMs > 0) {
        next.resolve(this.start(next.flow));
        return true;
      }
      next.reject(new DeadlinePassed());
    }
    return false;
  }

  /** Pumps again at the given time, and when there is a free slot or a turn of a hung flow. */
  private awaitNext(waitMs: number): void {
    this.slots.watch(this.pump);
    const delayMs = Math.min(waitMs > 0 ? waitMs : Number.POSITIVE_INFINITY, this.hung.nextStartMs);
    if (delayMs < Number.POSITIVE_INFINITY) this.cancelTimer = this.clock.schedule(Math.ceil(delayMs), this.pump);
  }

  /**
   * Rejects waiters whose turn has moved beyond their deadline. Flows that may not go now are skipped, because the time of
   * their next turn cannot be calculated.
   *
   * @returns the time until the next check if it is too early for one, otherwise 0.
   */
  private rejectLate(): number {
    const nowMs = this.clock.monotonicMs();
    const checkMs = this.checkedAtMs + CHECK_EVERY_MS - nowMs;
    if (checkMs > 0) return checkMs;
    this.checkedAtMs = nowMs;
    const ahead = new Map<string, number>();
    for (const place of this.queue.inOrder()) {
      const { flow, limits, reject } = place.item;
      if (!this.mayGo(flow.id)) continue;
      const line = this.turns === undefined ? '' : flow.id;
      const nth = (ahead.get(line) ?? 0) + 1;
      const waitMs = this.waitMs(flow, nth);
      if (waitMs === 0 || waitMs < limits.deadline.remainingMs) {
        ahead.set(line, nth);
        continue;
      }
      this.queue.remove(place);
      reject(new TurnAfterDeadline(this.promiseMs(flow)));
    }
    return 0;
  }
}
