import type { Clock } from '../time/clock.js';

/** Counts events of the last `seconds`, in buckets of one second. */
export class SecondCounts {
  private readonly counts: number[];
  private newestSecond: number;

  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
  ) {
    this.counts = new Array<number>(seconds).fill(0);
    this.newestSecond = this.second();
  }

  add(): void {
    this.forgetOldSeconds();
    const slot = this.newestSecond % this.seconds;
    this.counts[slot] = (this.counts[slot] ?? 0) + 1;
  }

  get sum(): number {
    this.forgetOldSeconds();
    return this.counts.reduce((total, count) => total + count, 0);
  }

  clear(): void {
    this.counts.fill(0);
  }

  private forgetOldSeconds(): void {
    const now = this.second();
    const firstStale = Math.max(this.newestSecond + 1, now - this.seconds + 1);
    for (let second = firstStale; second <= now; second += 1) this.counts[second % this.seconds] = 0;
    this.newestSecond = Math.max(this.newestSecond, now);
  }

  private second(): number {
    return Math.floor(this.clock.monotonicMs() / 1_000);
  }
}
