import { systemClock } from '../../resilience/time/clock.js';

const BAR_CELLS = 30;

/** Shows a bar with the remaining time on a terminal; otherwise prints a line for every 10 %. */
export class Progress {
  private readonly startMs = systemClock.monotonicMs();
  private steps = 0;
  private failed = 0;

  constructor(
    private readonly total: number,
    private readonly before: number,
  ) {}

  get isComplete(): boolean {
    return this.failed === 0 && this.before + this.steps === this.total;
  }

  step(hasSucceeded: boolean): void {
    const tenth = this.tenths;
    this.steps += 1;
    if (!hasSucceeded) this.failed += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${this.bar}${this.line}\x1b[K`);
    else if (this.tenths > tenth) process.stderr.write(`${this.line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\n');
    else if (this.steps === 0) process.stderr.write(`${this.line}\n`);
  }

  private get done(): number {
    return this.before + this.steps;
  }

  private get tenths(): number {
    return Math.floor((10 * this.done) / this.total);
  }

  private get bar(): string {
    const cells = Math.round((BAR_CELLS * this.done) / this.total);
    return `[${'#'.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}] `;
  }

  private get line(): string {
    const perStepMs = (systemClock.monotonicMs() - this.startMs) / Math.max(1, this.steps);
    const leftSeconds = Math.ceil(((this.total - this.done) * perStepMs) / 1_000);
    return `${this.done} of ${this.total}, ${this.failed} failed, ${leftSeconds} s left`;
  }
}
