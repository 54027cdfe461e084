import type { Clock } from '../time/clock.js';
import { FairQueue, type Place } from './fair-queue.js';
import { DeadlinePassed, type CallLimits, whenLimitReached } from '../time/call-limits.js';
import type { Rate } from './rate.js';
import type { Slots } from '../bounds/slots.js';
import { TokenBucket } from './token-bucket.js';

/** The next free turn comes after the deadline of the one who waits for it. */
export class TurnAfterDeadline extends Error {
  override readonly name = 'TurnAfterDeadline';

  constructor(readonly retryAfterMs: number) {
    super();
  }
}

/** Whose turn it is to be, and how long they wait for it. */
export interface LimiterRequest extends CallLimits {
  /** Takers of one flow share its part of the turns. */
  readonly flow: string;
  readonly weight: number;
}

interface Waiter {
  readonly taker: LimiterRequest;
  readonly go: () => void;
  readonly refuse: (reason: Error) => void;
}

/** The farthest that a refused caller is sent away: nobody knows the load beyond it. */
const LONGEST_PROMISE_MS = 300_000;
/**
 * The part of a taker's time that may pass behind others. Under a load that lasts, the queue is as long as the deadlines
 * allow: without the rest, every turn would come when no time is left to use it.
 */
const WAITING_SHARE = 0.85;
/** Looking at everybody who waits is not free, so it is done a few times a second. */
const LOOK_EVERY_MS = 100;

/**
 * Hands out the turns of one quota: no faster than its rate, by weight between flows, and only to flows that have a
 * slot on the wire free. When nobody waits, a turn is to be had at once.
 */
export class FairRateLimiter {
  private readonly bucket: TokenBucket;
  private readonly queue = new FairQueue<Waiter>();
  /** The last turn that refused callers of a flow were told of, in milliseconds of the monotonic clock. */
  private readonly promised = new Map<string, number>();
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    readonly rate: Rate,
    private readonly slots: Slots,
  ) {
    this.bucket = new TokenBucket(clock, rate);
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Whole turns that could be taken now. */
  get available(): number {
    return Math.max(0, Math.floor(this.bucket.available) - this.queue.size);
  }

  /**
   * Waits for a turn, which comes with a slot: `release` must be called when the attempt is over.
   *
   * @param again for an attempt that follows one of the same call: it goes before the others of its flow.
   * @throws DeadlinePassed, CallerLeft, CallerRevoked when patience ends first; TurnAfterDeadline soon after it is clear that it will.
   */
  take(taker: LimiterRequest, again = false): Promise<void> {
    if (this.queue.size === 0 && this.slots.isFree(taker.flow) && this.bucket.take()) {
      this.slots.take(taker.flow);
      return Promise.resolve();
    }
    return this.wait(taker, again);
  }

  release({ flow }: Pick<LimiterRequest, 'flow'>): void {
    this.slots.release(flow);
  }

  /** How long one who came now would wait for the rate, counting those who really wait. Slots are not foreseen. */
  expectedWaitMs({ flow, weight }: Pick<LimiterRequest, 'flow' | 'weight'>): number {
    return this.bucket.waitMs(this.ahead(flow, weight) + 1);
  }

  /**
   * Whether the next free turn comes too late for one who came now, by the rate and the number of waiters alone. It never
   * does while there is no limit, nor for one who is first and whose turn comes before the deadline.
   */
  isTooFar(taker: LimiterRequest): boolean {
    const ahead = this.ahead(taker.flow, taker.weight);
    const waitMs = this.bucket.waitMs(ahead + 1);
    return waitMs > 0 && waitMs >= taker.deadline.remainingMs * (ahead > 0 ? WAITING_SHARE : 1);
  }

  /**
   * After how long one who is refused may come back: the flow's next turn that no other refused caller was told of.
   * A promise reserves nothing; it spaces what the next one is told, and lapses when its time has passed.
   */
  promiseMs({ flow, weight }: Pick<LimiterRequest, 'flow' | 'weight'>): number {
    const nowMs = this.clock.monotonicMs();
    const intervalMs = 1_000 / (this.rate.perSecond * this.shareOf(flow, weight));
    const nextMs = (this.promised.get(flow) ?? 0) + intervalMs;
    const turnMs = Math.max(nextMs, nowMs + this.expectedWaitMs({ flow, weight }));
    const promiseMs = Math.min(turnMs, nowMs + LONGEST_PROMISE_MS);
    this.forgetLapsed(nowMs);
    this.promised.set(flow, promiseMs);
    return promiseMs - nowMs;
  }

  /** The part of the quota that a flow has while those wait who do. */
  shareOf(flow: string, weight: number): number {
    return weight / (this.queue.weightOfOthers(flow) + weight);
  }

  /** Sets another rate, at which those who wait go on. What refused callers were told of the old one lapses. */
  configure(perSecond: number): void {
    this.bucket.fill();
    this.rate.configure(perSecond);
    this.promised.clear();
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
    if (this.queue.size > 0) this.pump();
  }

  /** Notes that the upstream refused an attempt for its rate. */
  throttled(): void {
    this.rate.throttled();
  }

  private ahead(flow: string, weight: number): number {
    return this.queue.ahead(flow, weight, this.hasSlot);
  }

  private readonly hasSlot = (flow: string): boolean => this.slots.isFree(flow);

  private wait(taker: LimiterRequest, again: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => (): void => {
        release();
        settle();
      };
      const waiter: Waiter = { taker, go: end(resolve), refuse: (reason) => end(() => reject(reason))() };
      const place = this.queue.push(taker.flow, taker.weight, waiter, again);
      const release = whenLimitReached(this.clock, taker, (reason) => {
        this.leave(place);
        reject(reason);
      });
      this.pump();
    });
  }

  private leave(place: Place<Waiter>): void {
    this.queue.remove(place);
    this.pump();
  }

  /** Gives turns to whom it can, and sees to it that it is called again when it can give more. */
  private readonly pump = (): void => {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    while (this.queue.size > 0) {
      const waitMs = this.bucket.waitMs(1);
      if (waitMs > 0) {
        this.cancelTimer = this.clock.schedule(Math.ceil(waitMs), this.pump);
        break;
      }
      const next = this.queue.shift(this.hasSlot);
      if (next === undefined) break;
      if (next.taker.deadline.remainingMs === 0) {
        next.refuse(new DeadlinePassed());
        continue;
      }
      this.bucket.take();
      this.slots.take(next.taker.flow);
      next.go();
    }
    this.refuseHopeless();
    if (this.queue.size > 0) this.slots.watch(this.pump);
    else this.stop();
  };

  private stop(): void {
    this.slots.forget(this.pump);
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  /**
   * Refuses those whose turn others have pushed beyond their deadline, so that they need not wait for nothing. Flows
   * without a free slot are left out: nobody can reckon when they go on.
   */
  private refuseHopeless(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.lookedAtMs < LOOK_EVERY_MS) return;
    this.lookedAtMs = nowMs;
    let ahead = 0;
    for (const place of this.queue.inOrder()) {
      const { taker, refuse } = place.item;
      if (!this.hasSlot(taker.flow)) continue;
      const waitMs = this.bucket.waitMs(ahead + 1);
      if (waitMs === 0 || waitMs < taker.deadline.remainingMs) {
        ahead += 1;
        continue;
      }
      this.queue.remove(place);
      refuse(new TurnAfterDeadline(this.promiseMs(taker)));
    }
  }

  private forgetLapsed(nowMs: number): void {
    for (const [flow, atMs] of this.promised) {
      if (atMs <= nowMs) this.promised.delete(flow);
    }
  }
}
