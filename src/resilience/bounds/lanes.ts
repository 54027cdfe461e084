import type { Clock } from '../time/clock.js';
import { type CallLimits, whenLimitReached } from '../time/call-limits.js';

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
