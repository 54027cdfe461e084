import { Injectable } from '@nestjs/common';

import type { Clock } from '../../resilience/time/clock.js';
import { type CallLimits, whenLimitReached } from '../../resilience/time/call-limits.js';
import { Batch } from './batch.js';
import type { Call, CallInterceptor, Next } from '../call.js';

type Start = () => void;

/**
 * Runs the jobs of a key one at a time in FIFO order; jobs of different keys run in parallel. Used because Rekognition
 * returns ConflictException for concurrent changes of one user.
 *
 * A queued job whose limits are reached leaves the queue at once and never starts. Queue length is not bounded here.
 */
export class Lanes {
  /** Jobs behind the running one. A key is present exactly while one of its jobs runs. */
  private readonly waiting = new Map<string, Start[]>();

  constructor(private readonly clock: Clock) {}

  /** @throws DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached before the job starts. */
  async run<T>(key: string, limits: CallLimits, job: () => Promise<T>): Promise<T> {
    const turn = this.turn(key, limits);
    if (turn !== undefined) await turn;
    try {
      return await job();
    } finally {
      this.next(key);
    }
  }

  private turn(key: string, limits: CallLimits): Promise<void> | undefined {
    const queue = this.waiting.get(key);
    if (queue !== undefined) return this.enqueue(queue, limits);
    this.waiting.set(key, []);
    return undefined;
  }

  private enqueue(queue: Start[], limits: CallLimits): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        release();
        resolve();
      };
      queue.push(start);
      const release = whenLimitReached(this.clock, limits, (reason) => {
        queue.splice(queue.indexOf(start), 1);
        reject(reason);
      });
    });
  }

  private next(key: string): void {
    const start = this.waiting.get(key)?.shift();
    if (start === undefined) this.waiting.delete(key);
    else start();
  }
}

/** Makes the lanes of all replicas one. */
interface UserLeases {
  hold<T>(user: string, limits: CallLimits, job: () => Promise<T>): Promise<T>;
}

/**
 * Runs one write per user at a time. Users are identified as in Rekognition, by account, region, collection and id, so
 * tenants that share an account share lanes. A call may join the last waiting batch of its lane.
 */
export class UserLanes {
  private readonly lanes: Lanes;
  /** The last batch of each lane that is in use. */
  private readonly last = new Map<string, Batch>();

  /** @param unmerged operations whose calls are never merged. */
  constructor(
    private readonly clock: Clock,
    private readonly unmerged: ReadonlySet<string>,
    private readonly leases?: UserLeases,
  ) {
    this.lanes = new Lanes(clock);
  }

  openBatch(call: Call, lane: string): Batch | undefined {
    if (this.unmerged.has(call.operation.name)) return undefined;
    const last = this.last.get(lane);
    return last?.accepts(call) === true ? last : undefined;
  }

  /** @throws Failure of the call. */
  run(call: Call, lane: string, send: Next<object>): Promise<object> {
    const open = this.openBatch(call, lane);
    if (open !== undefined) return open.join(call);
    const batch = new Batch(this.clock, call);
    const answer = batch.join(call);
    this.last.set(lane, batch);
    void this.runBatch(batch, lane, send);
    return answer;
  }

  private async runBatch(batch: Batch, lane: string, send: Next<object>): Promise<void> {
    try {
      const { caller } = batch.call;
      const run = (): Promise<void> => batch.run(send);
      await this.lanes.run(lane, caller, () => this.leases?.hold(lane, caller, run) ?? run());
    } catch (thrown) {
      batch.fail(thrown);
    } finally {
      if (this.last.get(lane) === batch) this.last.delete(lane);
    }
  }
}

/** Runs one write per user at a time; waiting writes of the same user may be merged. */
@Injectable()
export class LaneInterceptor implements CallInterceptor {
  constructor(private readonly lanes: UserLanes) {}

  intercept<Output>(call: Call, next: Next<Output>): Promise<Output> {
    const { lane } = call;
    if (lane === undefined) return next(call);
    // The definition's `split` returns parts of the same type as the whole output.
    const send = next as Next<object>;
    return this.lanes.run(call, lane, send) as Promise<Output>;
  }
}
