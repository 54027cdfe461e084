import type { Clock } from '../time/clock.js';
import { type CallLimits, whenLimitReached } from '../time/call-limits.js';

type Start = () => void;

/**
 * Runs jobs of one key one after another in order of arrival, jobs of different keys side by side.
 * Rekognition answers ConflictException when one user is changed twice at once.
 *
 * Waiting counts against the job's deadline: a job whose patience ends while it is queued leaves at that moment and
 * never starts. A key without jobs takes no memory; how many may wait is for others to bound.
 */
export class Lanes {
  /** The jobs that wait behind the running one; a key is here exactly while one of its jobs runs. */
  private readonly waiting = new Map<string, Start[]>();

  constructor(private readonly clock: Clock) {}

  /** @throws DeadlinePassed, CallerLeft, CallerRevoked when patience ends before the job's turn. */
  async run<T>(key: string, limits: CallLimits, job: () => Promise<T>): Promise<T> {
    await this.turn(key, limits);
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
