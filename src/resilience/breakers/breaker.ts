import type { Clock } from '../time/clock.js';

const WINDOW_SECONDS = 10;
const MIN_ATTEMPTS = 20;
const FAILING_SHARE = 0.5;
const OPEN_MS = { least: 2_000, most: 4_000 };
const PROBE_EVERY_MS = 1_000;
/** Time after which a half-open breaker closes by itself. */
const HALF_OPEN_MS = 10_000;

/**
 * After the last failure, a probe is allowed within `probeMs`; the first that succeeds closes the breaker. After `closedMs`
 * the breaker is closed in any case.
 */
export const BREAKER_RECOVERY = { probeMs: OPEN_MS.most, closedMs: OPEN_MS.most + HALF_OPEN_MS };

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Reports the result of an attempt. Not called if the result is no evidence about the upstream. */
export type EndAttempt = (result: 'succeeded' | 'failed') => void;

export interface BreakerSettings {
  /** Called after each failure of a closed breaker; true opens it. Default: `mostlyFailing`. */
  readonly isFailing?: (breaker: Breaker) => boolean;
  /** Asked after each failure of a half-open breaker. Default: always. */
  readonly isStillFailing?: (breaker: Breaker) => boolean;
  /** Returns numbers from 0 up to 1. */
  readonly random?: () => number;
}

/** Whether half of at least 20 attempts in the last ten seconds failed. */
export function mostlyFailing({ attempts, failures }: Breaker): boolean {
  return attempts >= MIN_ATTEMPTS && failures >= attempts * FAILING_SHARE;
}

const always = (): boolean => true;

/**
 * Circuit breaker. Opens when half of at least 20 attempts in 10 seconds failed, or when `isFailing` returns true. After
 * 2 to 4 seconds it is half-open: one probe per second is allowed; a success closes it, a failure opens it again. An
 * attempt without a result changes nothing. See BREAKER_RECOVERY for the maximum time until it is closed.
 */
export class Breaker {
  private readonly attemptCounts: SecondCounts;
  private readonly failureCounts: SecondCounts;
  private inARow = 0;
  private openings = 0;
  /** Undefined while closed. */
  private openUntilMs: number | undefined;
  private probedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly settings: BreakerSettings = {},
  ) {
    this.attemptCounts = new SecondCounts(clock, WINDOW_SECONDS);
    this.failureCounts = new SecondCounts(clock, WINDOW_SECONDS);
  }

  get state(): BreakerState {
    if (this.openUntilMs === undefined) return 'closed';
    const openForMs = this.openUntilMs - this.clock.monotonicMs();
    if (openForMs > 0) return 'open';
    if (openForMs > -HALF_OPEN_MS) return 'half-open';
    this.close();
    return 'closed';
  }

  /** Milliseconds until an attempt is allowed; 0 if it is now. */
  get closedForMs(): number {
    if (this.state === 'closed' || this.openUntilMs === undefined) return 0;
    const mayProbeMs = Math.max(this.openUntilMs, this.probedAtMs + PROBE_EVERY_MS);
    return Math.max(0, mayProbeMs - this.clock.monotonicMs());
  }

  /** Attempts with a result in the last ten seconds. */
  get attempts(): number {
    return this.attemptCounts.sum;
  }

  get failures(): number {
    return this.failureCounts.sum;
  }

  get failuresInARow(): number {
    return this.inARow;
  }

  /** Begins an attempt; it is a probe unless the breaker is closed. */
  begin(): EndAttempt {
    if (this.state !== 'closed') this.probedAtMs = this.clock.monotonicMs();
    const { openings } = this;
    return (result) => {
      // Results of attempts from before the breaker opened are stale.
      if (openings === this.openings) this.end(result);
    };
  }

  open(forMs = this.randomOpenMs()): void {
    if (this.state === 'open') return;
    this.openings += 1;
    this.openUntilMs = this.clock.monotonicMs() + forMs;
  }

  private end(result: 'succeeded' | 'failed'): void {
    this.attemptCounts.add();
    if (result === 'succeeded') {
      this.inARow = 0;
      if (this.state === 'half-open') this.close();
      return;
    }
    this.inARow += 1;
    this.failureCounts.add();
    const { isFailing = mostlyFailing, isStillFailing = always } = this.settings;
    if (this.state === 'half-open' ? isStillFailing(this) : isFailing(this)) this.open();
  }

  private randomOpenMs(): number {
    const { random = Math.random } = this.settings;
    return OPEN_MS.least + random() * (OPEN_MS.most - OPEN_MS.least);
  }

  private close(): void {
    this.openUntilMs = undefined;
    this.inARow = 0;
    this.attemptCounts.clear();
    this.failureCounts.clear();
  }
}

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
