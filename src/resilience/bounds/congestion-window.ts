import type { Clock } from '../time/clock.js';

/** Minimum and maximum window, and the pause after a throttle. */
export interface WindowBounds {
  readonly least: number;
  readonly most: number;
  /** The pause is random between half of this and all of it. */
  readonly pauseMs: number;
}

const GROW_EVERY_MS = 1_000;

/** Time from the last throttle until the window is at its maximum again, used or not. */
export function windowRecoveryMs({ least, most, pauseMs }: WindowBounds): number {
  return pauseMs + (most - least) * GROW_EVERY_MS;
}

/**
 * Adapts the number of concurrent requests to the limits of an endpoint, which are unknown. A throttle halves the window
 * and pauses all requests; each further second without a throttle widens the window by one (see windowRecoveryMs).
 * Waiting requests are sent in FIFO order.
 */
export class CongestionWindow {
  private readonly queue: (() => void)[] = [];
  private size: number;
  private inFlight = 0;
  private pausedUntilMs = 0;
  private changedAtMs = 0;
  private waking = false;

  /** @param random returns numbers in [0, 1). */
  constructor(
    private readonly clock: Clock,
    private readonly bounds: WindowBounds,
    private readonly random: () => number = Math.random,
  ) {
    this.size = bounds.most;
  }

  get width(): number {
    this.grow();
    return this.size;
  }

  /**
   * Runs `request` when the window allows. The caller must bound the duration of `request` and the number of waiters.
   *
   * @param isThrottle whether an error thrown by `request` is a throttle.
   */
  async run<T>(request: () => Promise<T>, isThrottle: (thrown: unknown) => boolean): Promise<T> {
    await new Promise<void>((go) => {
      this.queue.push(go);
      this.admit();
    });
    try {
      return await request();
    } catch (thrown) {
      if (isThrottle(thrown)) this.shrink();
      throw thrown;
    } finally {
      this.inFlight -= 1;
      this.admit();
    }
  }

  private admit(): void {
    const pauseMs = this.pausedUntilMs - this.clock.monotonicMs();
    if (pauseMs > 0) {
      this.wakeAfter(pauseMs);
      return;
    }
    while (this.inFlight < this.width) {
      const go = this.queue.shift();
      if (go === undefined) return;
      this.inFlight += 1;
      go();
    }
  }

  private wakeAfter(pauseMs: number): void {
    if (this.waking || this.queue.length === 0) return;
    this.waking = true;
    this.clock.schedule(pauseMs, () => {
      this.waking = false;
      this.admit();
    });
  }

  private grow(): void {
    const grownBy = Math.floor((this.clock.monotonicMs() - this.changedAtMs) / GROW_EVERY_MS);
    if (grownBy <= 0) return;
    this.size = Math.min(this.bounds.most, this.size + grownBy);
    this.changedAtMs += grownBy * GROW_EVERY_MS;
  }

  /** Throttles of requests that were sent together count once. */
  private shrink(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.pausedUntilMs) return;
    const { least, pauseMs } = this.bounds;
    this.size = Math.max(least, Math.floor(this.width / 2));
    this.pausedUntilMs = this.changedAtMs = nowMs + pauseMs * (0.5 + this.random() / 2);
  }
}
