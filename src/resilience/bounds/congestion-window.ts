import type { Clock } from '../time/clock.js';

/** How much may be asked at once, and how long nothing is asked after a throttle. */
export interface WindowBounds {
  readonly least: number;
  readonly most: number;
  /** Half of it to all of it, by chance. */
  readonly pauseMs: number;
}

const GROW_EVERY_MS = 1_000;

/** How long after the last throttle everything is asked at once again that may be, asked or not. */
export function windowRecoveryMs({ least, most, pauseMs }: WindowBounds): number {
  return pauseMs + (most - least) * GROW_EVERY_MS;
}

/**
 * Sends one endpoint no more requests at once than it accepts, without knowing its limits. A throttle halves how many are
 * sent at once and stops all for a moment. Every second without one after that lets one more in. What waits is sent in
 * order of arrival. See windowRecoveryMs for the way back.
 */
export class CongestionWindow {
  private readonly queue: (() => void)[] = [];
  private size: number;
  private asking = 0;
  private pausedUntilMs = 0;
  private changedAtMs = 0;
  private waking = false;

  /** @param random gives numbers from 0 up to 1. */
  constructor(
    private readonly clock: Clock,
    private readonly bounds: WindowBounds,
    private readonly random: () => number = Math.random,
  ) {
    this.size = bounds.most;
  }

  /** How much is asked at once at most, at present. */
  get width(): number {
    this.grow();
    return this.size;
  }

  /**
   * Runs `ask` when there is room. Whoever calls sees to it that `ask` ends, and that not too many wait.
   *
   * @param isThrottle tells a throttle from what else `ask` can throw.
   */
  async run<T>(ask: () => Promise<T>, isThrottle: (thrown: unknown) => boolean): Promise<T> {
    await new Promise<void>((go) => {
      this.queue.push(go);
      this.admit();
    });
    try {
      return await ask();
    } catch (thrown) {
      if (isThrottle(thrown)) this.shrink();
      throw thrown;
    } finally {
      this.asking -= 1;
      this.admit();
    }
  }

  private admit(): void {
    const pauseMs = this.pausedUntilMs - this.clock.monotonicMs();
    if (pauseMs > 0) {
      this.wakeAfter(pauseMs);
      return;
    }
    while (this.asking < this.width) {
      const go = this.queue.shift();
      if (go === undefined) return;
      this.asking += 1;
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

  /** What was asked together is throttled together, and counts once. */
  private shrink(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.pausedUntilMs) return;
    const { least, pauseMs } = this.bounds;
    this.size = Math.max(least, Math.floor(this.width / 2));
    this.pausedUntilMs = this.changedAtMs = nowMs + pauseMs * (0.5 + this.random() / 2);
  }
}
